import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

/** Words of an execution's page beyond those in common.ts. */
export const executionTexts = {
  span: 'Span',
  about: { agent: 'About this agent', workflow: 'About this workflow' },

  views: { label: 'How the steps are drawn', waterfall: 'Waterfall', flame: 'Flame', path: 'Critical path' },
  path: {
    title: 'Where the time went',
    note: 'on the critical path',
    share: (share: string) => `${share} of the time`,
    onPath: 'On the critical path',
    mark: (time: string, share: string) => `${time} of it on the critical path, ${share} of the whole`,
    explain:
      'The steps that the total time really consists of: what is not here ran beside something that took longer.',
    outlasted: (time: string) => `Its last span went on for ${time} after the end.`,
    steps: 'Time by step',
    kinds: 'Time by kind of step',
    times: (spans: number) => `×${count(spans)}`,
    more: (steps: number) => counted(steps, 'further step', 'further steps'),
  },
  dearest: {
    title: 'Where the money went',
    note: 'dearest steps first',
    unpriced: 'unpriced',
    calls: (calls: number) => counted(calls, 'call', 'calls'),
    more: (steps: number) => counted(steps, 'cheaper step', 'cheaper steps'),
    all: 'Cost by model',
  },
  retries: {
    title: 'Tries',
    note: (chains: number) => `${counted(chains, 'step was', 'steps were')} tried more than once`,
    mended: (tries: number) => `went well at try ${tries}`,
    failed: (tries: number) => `failed all ${tries} times`,
    running: 'still being tried',
    nth: (attempt: number) => `Try ${attempt}`,
    waited: (time: string) => `after ${time}`,
    more: (chains: number) => `Show ${count(chains)} more`,
  },
  flame: {
    label: 'Flame graph: steps by the time that they and what is within them took',
    merge: 'Merge alike',
    mergeTitle: 'Steps of one name beside each other are one frame',
    search: 'Find in the flame graph',
    searchPlaceholder: 'Find steps',
    found: (spans: number, time: string, share: string) =>
      spans === 0 ? 'Nothing found' : `${count(spans)} found, ${time}, ${share}`,
    reset: 'Show all',
    hint: 'Arrows move, Enter shows a frame at full width, Escape shows all.',
    frame: (name: string, kind: string, times: number, total: string, share: string, self: string) =>
      `${kind} ${name}${times > 1 ? ` ×${count(times)}` : ''}: ${total}, ${share}, ${self} of its own`,
    failed: (errors: number) => `${count(errors)} failed`,
    onPath: (share: string) => `${share} of the critical path`,
    cut: (spans: number) =>
      `Of so large a trace only the first ${count(spans)} spans are here; narrow frames are summed up.`,
  },

  messages: {
    tab: 'Messages',
    empty:
      'No messages are recorded. Prompts, answers and what tools are given are kept only when asked for: set OTEL_AGENT_INCLUDE_IO=true in the service.',
    roles: {
      system: 'System',
      user: 'User',
      assistant: 'Model',
      tool: 'Tool',
      developer: 'Developer',
    } as Readonly<Record<string, string>>,
    title: 'Messages',
    reasoning: 'Reasoning',
    calls: (name: string) => `calls ${name}`,
    answers: 'Answer of a tool',
    given: 'Arguments',
    answered: 'Result',
    earlier: (messages: number) =>
      `${counted(messages, 'earlier message', 'earlier messages')} of the same call`,
    show: 'Show step',
    more: (steps: number) => `Show more (${count(steps)} left)`,
    cut: (shown: number, all: number) =>
      `The first ${count(shown)} of ${count(all)} characters. The button beside copies all of them.`,
  },

  states: {
    tab: 'States',
    empty:
      'No state was recorded. A service records one by snapshot(state, { step }) of the shim; then you can go back and forth through them here.',
    slider: 'State',
    at: (place: number, all: number) => `${count(place)} of ${count(all)}`,
    first: 'First',
    previous: 'Before',
    next: 'Next',
    last: 'Last',
    after: (step: string) => `after ${step}`,
    valueText: (place: number, all: number, step: string | null, offset: string) =>
      `${place} of ${all}${step === null ? '' : `, after ${step}`}, ${offset}`,
    against: 'Compared with',
    againstBefore: 'the one before',
    againstOne: (place: number, step: string | null) => (step === null ? `${place}` : `${place}, ${step}`),
    changes: (changes: number) => (changes === 0 ? 'Nothing changed' : counted(changes, 'change', 'changes')),
    truncated: (shown: number) => `Only the first ${count(shown)} changes are shown.`,
    between: (steps: string) => `Between them: ${steps}`,
    ops: { add: 'added', remove: 'removed', replace: 'changed' },
    state: 'State',
    noneBefore: 'This is the first state; there is nothing before it to compare with.',
    unknown: {
      too_large: 'This state was too large to be sent (OBSERVATORY_SNAPSHOT_MAX_BYTES).',
      missing: 'A snapshot that this one builds upon never came.',
      damaged: 'What came is no state that can be read.',
    },
    unknownDifference: 'One of the two states is not known, so nobody can say what changed.',
    cut: (shown: number) => `Only the first ${count(shown)} states are here.`,
    root: 'state',
    entries: (entries: number) => counted(entries, 'entry', 'entries'),
    moreEntries: (left: number) => `Show more (${count(left)} left)`,
    change: 'Change',
    path: 'Place',
    was: 'Before',
    is: 'After',
    copyState: 'state',
  },

  judgements: {
    tab: 'Judgements',
    empty:
      'Nobody has judged this execution yet. You can, below; services do it by recordEvaluation of the shim.',
    list: 'Judgements of this execution',
    columns: { what: 'What', score: 'Score', label: 'Label', by: 'By', why: 'Why', when: 'When' },
    unknownJudge: 'unknown',
    form: 'What do you think of it?',
    good: 'Good',
    poor: 'Poor',
    goodLabel: 'helpful',
    poorLabel: 'not helpful',
    comment: 'Comment',
    commentHint: 'Kept with the execution. Leave out what nobody else should read.',
    notAllowed: 'Your role may read judgements, not give any. Ask for the role operator.',
    send: 'Give feedback',
    sent: 'Thank you, it is kept.',
    waiting: 'The hub cannot be reached. It is kept as soon as it can.',
    queued: (id: string) => `Feedback on execution ${id.slice(0, 8)}`,
    needed: 'Choose good or poor, or write a comment.',
    failed: (message: string) => `It was not kept: ${message}`,
  },

  memory: {
    tab: 'Memory',
    title: 'What it remembered and looked up',
    store: 'Store',
    record: 'Record',
    contentMissing: 'Content is not recorded.',
    operations: {
      create_memory: 'Kept',
      update_memory: 'Changed',
      upsert_memory: 'Kept or changed',
      delete_memory: 'Forgot',
      search_memory: 'Looked up',
      delete_memory_store: 'Emptied the store',
      create_memory_store: 'Made a store',
    } as Readonly<Record<string, string>>,
  },

  others: {
    title: 'Compare',
    before: 'With the run before',
    noBefore: 'There is no earlier run of it.',
    well: 'With one that went well',
    noWell: 'None of the same has gone well lately.',
    compare: 'Compare',
    pick: 'With another run',
  },
  fromLines:
    'Of so large a trace the first 5,000 steps are here with all that is known of them, the others by name and time alone.',
  fromPart: (spans: number, steps: number) =>
    `The first ${count(spans)} of ${count(steps)} steps, by name and time alone; the others are on their way.`,
  lineOnly: 'Of so large a trace only the name and the time of this step are here.',
  logsElsewhere: 'These lines are of Loki.',
  logsFault: (why: string) => `Lines are the hub’s own, since Loki could not be asked: ${why}`,
} as const;
