import type { ExecutionKind, ExecutionStatus, Severity, StepKind } from '../hub/types.ts';
import { counted, wordFor } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

/** Words that several pages share, and those of executions; the other pages have files of their own beside this one. */
export const texts = {
  product: 'Observatory',
  skipToContent: 'Skip to content',
  copy: 'Copy',
  copied: 'Copied',
  close: 'Close',
  none: '—',
  tryAgain: 'Try again',
  time: 'Time',
  documentTitle: (title: string) => `${title} · Observatory`,
  showMore: (more: number) => `Show more (${count(more)} left)`,
  removeFilter: (filter: string) => `Take out: ${filter}`,
  cancel: 'Cancel',
  breadcrumb: 'Where this page belongs',
  save: 'Save',
  remove: 'Delete',
  leave: {
    title: 'Leave without saving?',
    text: 'What you wrote is not saved yet, and is lost when you leave.',
    action: 'Leave',
  },
  confirm: {
    type: (name: string) => `Type ${name} to confirm`,
    failed: (message: string) => `That did not work: ${message}`,
  },

  status: {
    running: 'Running',
    completed: 'Completed',
    failed: 'Failed',
    cancelled: 'Cancelled',
  } satisfies Record<ExecutionStatus, string>,
  kind: { agent: 'Agent', workflow: 'Workflow' } satisfies Record<ExecutionKind, string>,
  kinds: { agent: 'Agents', workflow: 'Workflows' } satisfies Record<ExecutionKind, string>,
  stepKind: {
    step: 'Step',
    llm: 'LLM call',
    embedding: 'Embedding',
    tool: 'Tool call',
    retrieval: 'Retrieval',
    memory: 'Memory',
    plan: 'Plan',
    agent: 'Agent',
    workflow: 'Workflow',
  } satisfies Record<StepKind, string>,
  severity: {
    debug: 'Debug',
    info: 'Info',
    warn: 'Warn',
    error: 'Error',
    fatal: 'Fatal',
  } satisfies Record<Severity, string>,

  connection: {
    connecting: 'Connecting',
    live: 'Live',
    streaming: 'Live by SSE',
    paused: 'Paused',
    polling: 'Every 5 s',
    reconnecting: (seconds: number) => (seconds > 0 ? `Reconnecting in ${seconds} s` : 'Reconnecting'),
    lost: (seconds: number) => (seconds > 0 ? `Lost, next try in ${seconds} s` : 'Lost, trying now'),
    titles: {
      connecting: 'Opening the live stream',
      live: 'Changes are shown as they happen',
      streaming:
        'No WebSocket gets through; changes are shown as they happen all the same, as server-sent events',
      paused: 'The page stands still until you let it go on',
      polling: 'The live stream does not get through; the page asks every 5 seconds instead',
      reconnecting: 'The live stream broke off; the page opens it again by itself',
      lost: 'The hub does not answer; the page keeps trying',
    },
    standStill: 'Press to let the page stand still',
    goOn: 'Press to let it go on',
    lostBanner: (since: string) =>
      `No connection to the hub since ${since}. You see the data from then; the page comes back by itself.`,
    pollingBanner:
      'The live stream does not get through, so this page asks the hub every 5 seconds. A proxy that buffers text/event-stream is the usual cause.',
    tryNow: 'Try now',
  },

  executions: {
    title: 'Executions',
    documentTitle: 'Executions · Observatory',
    pause: 'Pause',
    resume: 'Resume',
    pausedWith: (changes: number) =>
      changes === 0
        ? 'Paused'
        : `Paused · ${counted(changes, 'changed execution', 'changed executions')} waiting`,
    newOnes: (waiting: number) => counted(waiting, 'new execution', 'new executions'),
    columns: {
      status: 'Status',
      name: 'Agent or workflow',
      error: 'Error',
      service: 'Service',
      started: 'Started',
      duration: 'Duration',
      tokensIn: 'Tokens in',
      tokensOut: 'Tokens out',
      cost: 'Cost',
    },
    tableLabel: 'Executions, newest first',
    loadingMore: 'Loading older executions',
    end: (total: number) => `That is all: ${counted(total, 'execution', 'executions')}.`,
    tokens: (input: string, output: string) => `${input} in · ${output} out`,
    keys: [
      ['↑ ↓', 'move'],
      ['Enter', 'open'],
      ['/', 'search'],
      ['Esc', 'leave'],
    ] as const,
    unknownError: 'failed',
  },

  filter: {
    label: 'Filter executions',
    search: 'Search executions',
    searchPlaceholder: 'Search name, error, service, user, id',
    clearSearch: 'Clear search',
    statusLabel: 'Status',
    kindLabel: 'Kind',
    all: 'All',
    nested: 'Nested',
    nestedTitle: 'Also executions that another one started',
    onlyName: (name: string) => `Only ${name}`,
    removeName: 'Show all agents and workflows',
    clear: 'Clear filters',
  },

  stats: {
    label: 'The last hour',
    running: 'Running now',
    runningNote: 'whenever they began',
    failed: 'Failed in the last hour',
    failedShare: (share: string) => `${share} of ended runs`,
    nothingEnded: 'none has ended yet',
    runs: 'Runs in the last hour',
    runsAside: (completed: string) => `${completed} completed`,
    cost: 'Cost in the last hour',
    tokens: (tokens: string) => `${tokens} tokens`,
    unpriced: (calls: string, number: number) => `+ ${calls} unpriced ${wordFor(number, 'call', 'calls')}`,
    noCost: 'no priced calls',
    runsAt: (time: string, parts: Readonly<Partial<Record<ExecutionStatus, number>>>) =>
      [
        time,
        ...(['completed', 'failed', 'cancelled', 'running'] as const).flatMap((status) =>
          parts[status] ? [`${count(parts[status])} ${status}`] : [],
        ),
      ].join(' · '),
    costAt: (time: string, cost: string, tokens: string) => `${time} · ${cost} · ${tokens} tokens`,
    runsSummary: (completed: number, failed: number, cancelled: number, running: number) =>
      `Runs started per minute in the last hour: ${count(completed)} completed, ${count(failed)} failed, ${count(cancelled)} cancelled, ${count(running)} running.`,
    costSummary: (cost: string) => `Cost per minute in the last hour, ${cost} together.`,
  },

  cost: {
    unpricedTitle: (calls: number) =>
      `${counted(calls, 'call', 'calls')} of a model without a price. Give it one in the hub’s price override file.`,
    noneTitle: 'No tokens, so nothing to price',
    sources: {
      provider: 'as the provider reported it',
      table: 'from the price table',
      override: 'from your price override',
      unpriced: 'this model has no price',
    },
  },

  empty: {
    title: 'No execution yet',
    lead: 'Send the first one in any of these ways; it appears here the moment it starts.',
    tabs: { shim: 'Observatory shim', otel: 'OpenTelemetry, any SDK', python: 'Python' },
    shimNote: 'Wrap the agent’s work in your Node service and start it with the shim pointed here:',
    otelNote:
      'A program that already uses OpenTelemetry needs only these variables. Spans with gen_ai.operation.name = invoke_agent become executions; chat and execute_tool spans become their steps.',
    pythonNote: 'With nothing but the OpenTelemetry SDK from PyPI:',
    copy: (title: string) => `Copy ${title}`,
    demo: 'Or run the demo fleet: npm start in the repository shows agents at work, without any key.',
    filteredTitle: 'Nothing matches',
    filtered: 'No execution matches this filter. New ones that do will appear here.',
  },

  signIn: {
    title: 'This hub needs a key',
    documentTitle: 'Sign in · Observatory',
    lead: 'npm run observatory -- open hub signs you in; or ask whoever runs the hub for its key.',
    key: 'Key',
    submit: 'Sign in',
    signOut: 'Sign out',
    titleWithProvider: 'Sign in',
    with: (provider: string) => `Sign in with ${provider}`,
    or: 'or with a key',
    signedInAs: (name: string) => `Signed in as ${name}`,
    faults: {
      denied: () => 'The provider did not let you in.',
      no_role: (contact: string | null) =>
        `The provider knows you, but you have no role here. Ask ${contact ?? 'whoever runs this hub'} for one, then sign in again.`,
      expired: () =>
        'This sign-in took too long, or was begun in another browser or under another address. Try again.',
      unavailable: () => 'The provider does not answer just now. A key still signs you in.',
      failed: () => 'The sign-in did not come to its end. Try again; the hub’s log says what was wrong.',
    },
    wrong: 'The hub does not know this key.',
    tooMany: 'Too many tries from this address. Wait a minute, then try again.',
    failed: (message: string) => `That did not work: ${message}`,
  },

  problems: {
    unreachableTitle: 'The hub does not answer',
    unreachable: (origin: string) =>
      `Nothing answers at ${origin}. Is the hub running? Start it with npm start; the page comes back by itself.`,
    offlineTitle: 'You are offline',
    offline:
      'Nothing of this is kept on this device: it was not opened here before. It comes by itself when you are online again.',
    notFoundTitle: 'No execution has this id',
    notFound:
      'It may be past the retention time, or its first span or event has not arrived yet. If it arrives, this page shows it.',
    storeTitle: 'The hub cannot reach its database',
    store: 'Executions are not lost: senders keep them and try again. The page comes back by itself.',
    otherTitle: 'The hub answered with an error',
    detail: (code: string, message: string) => `${code}: ${message}`,
    missingTitle: 'There is no such page',
    missing: 'The address leads nowhere. An execution’s address ends in its 48 digits.',
    toList: 'All executions',
    toStart: 'To the overview',
    partBroken:
      'This part could not be drawn. The hub may be older or newer than this page: load the page again; if that does not help, bring both to the same version.',
    forbiddenTitle: 'You may not see this',
    forbidden: (message: string) =>
      `${message} Your role, or your key, does not allow it: ask an administrator of the hub for more.`,
    lacksTitle: 'This hub does not have this yet',
    lacks: (message: string) => `${message} The hub is older than this page: bring it to the same version.`,
    crashTitle: 'This page has run into a fault of its own',
    crash:
      'Your data is safe in the hub. It may be older or newer than this page: load the page again, or bring both to the same version. If neither helps, please report the text below.',
    fileAwayTitle: 'This page cannot be loaded now',
    fileAway:
      'The hub does not answer, or has a newer page. This one is loaded again as soon as the hub answers.',
    reload: 'Load again',
  },

  execution: {
    documentTitle: (name: string) => `${name} · Observatory`,
    copyValue: (what: string) => `Copy ${what}`,
    lastSign: (ago: string) => `Last sign of life ${ago}`,
    silent: (duration: string) =>
      `No sign of life for ${duration}. If it stays silent the hub will mark it as abandoned.`,
    allRuns: 'All runs',
    allFacts: 'Start, user, session, ids',
    elsewhere: 'This execution elsewhere',
    links: {
      trace: 'Trace in Jaeger',
      logs: 'Logs in Grafana',
      dashboard: { agent: 'Agent in Grafana', workflow: 'Workflow in Grafana' },
    },
    facts: {
      status: 'Status',
      duration: 'Duration',
      started: 'Started',
      ended: 'Ended',
      cost: 'Cost',
      tokensIn: 'Tokens in',
      tokensOut: 'Tokens out',
      llmCalls: 'LLM calls',
      toolCalls: 'Tool calls',
      service: 'Service',
      environment: 'Environment',
      version: 'Version',
      operation: 'Operation',
      user: 'User',
      session: 'Session',
      task: 'Task',
      conversation: 'Conversation',
      executionId: 'Execution id',
      traceId: 'Trace id',
    },
    cached: (tokens: string) => `${tokens} from cache`,
    reasoning: (tokens: string) => `${tokens} reasoning`,
    ownCost: (cost: string) => `${cost} without nested`,
    children: (nested: number) => counted(nested, 'nested execution', 'nested executions'),
    steps: (steps: number) => counted(steps, 'step', 'steps'),
    models: 'Models',
    modelColumns: {
      model: 'Model',
      calls: 'Calls',
      input: 'Input',
      cached: 'Cached',
      output: 'Output',
      reasoning: 'Reasoning',
      cost: 'Cost',
    },
    marks: {
      clock_skew: {
        title: 'Clocks differ',
        text: 'A step began before, or ended after, the execution that it belongs to: the machines’ clocks differ. Times are shown as they were sent.',
      },
      missing_end: {
        title: 'No end received',
        text: 'Something in here started and its end never arrived: the process was killed, or its last telemetry was lost.',
      },
      missing_start: {
        title: 'No start received',
        text: 'The end arrived without its beginning; what happened before the first sign of it is not known.',
      },
    },
    truncated: (lists: string) => `Too large to show whole: only the first part of its ${lists} is here.`,
    truncatedLists: {
      spans: 'spans',
      events: 'events',
      logs: 'logs',
      steps: 'steps',
      evaluations: 'evaluations',
    },
  },

  error: {
    title: 'Why it failed',
    message: 'error message',
    in: 'Failed in',
    itself: 'the execution itself',
    inSpans: 'No step failed, but spans below did:',
    moreSpans: (more: number) => `and ${count(more)} more`,
    showSpans: 'Show the spans',
    stack: 'Stack',
    showStep: 'Show the failing step',
    abandoned:
      'Nothing was heard of it for so long that the hub gave it up: its process hangs, or was killed. Should its end still arrive, this will be corrected.',
  },

  waterfall: {
    title: 'Steps',
    label: 'Steps of this execution, as a tree on a time axis',
    empty: (isRunning: boolean) => (isRunning ? 'No step has been recorded yet.' : 'No step was recorded.'),
    expandAll: 'Expand all',
    collapseAll: 'Collapse all',
    toRecords: 'Events, logs, spans ↓',
    attempt: (attempt: number) => `try ${attempt}`,
    running: 'running',
    noEnd: 'no end received',
    hidden: (steps: number) => `${count(steps)} hidden`,
    legend: (kind: string, steps: number, time: string) => `${kind} ×${count(steps)}, ${time}`,
    open: 'Open this execution',
    axis: 'Time since the start',
    rowTitle: (kind: string, name: string, status: string, duration: string, offset: string) =>
      `${kind} ${name}: ${status}, ${duration}, started at +${offset}`,
    failingStep: 'cause',
    tokens: (tokens: string) => `${tokens} tok`,
  },

  step: {
    title: 'Step',
    open: 'Open execution',
    facts: {
      started: 'Started',
      offset: 'After the start',
      duration: 'Duration',
      attempt: 'Try',
      provider: 'Provider',
      model: 'Model',
      input: 'Input tokens',
      cacheRead: 'of these from cache',
      cacheWrite: 'of these written to cache',
      output: 'Output tokens',
      reasoning: 'of these reasoning',
      cost: 'Cost',
      spanId: 'Span id',
      service: 'Service',
    },
    data: 'Data of the step',
    attributes: 'Span attributes',
    resource: 'Resource',
    exception: 'Exception',
    logs: (lines: number) => counted(lines, 'log line', 'log lines'),
    noSpan: 'Its span has not arrived; spans are sent when they end.',
  },

  tabs: {
    label: 'What was recorded',
    events: 'Events',
    logs: 'Logs',
    spans: 'Spans',
    content: 'Input & output',
  },

  events: {
    empty: 'No event was recorded. Spans of other SDKs come without events.',
    message: 'message',
    show: 'Show attributes',
  },
  logs: {
    empty: 'No log line carries this trace’s id. The shim’s logger adds it by itself.',
    levels: 'Levels',
    filteredEmpty: 'No line of these levels.',
    onlyStep: (step: string) => `Only of ${step}`,
    allSteps: 'Lines of all steps',
    message: 'message',
    show: 'Show attributes',
  },
  spans: {
    empty: 'No span has arrived yet; spans are sent when they end.',
    show: 'Show attributes',
    name: 'name',
    events: 'Span events',
    links: 'Links',
    attributes: 'Attributes',
    resource: 'Resource',
    statusMessage: 'Status message',
  },
  content: {
    input: 'Input',
    output: 'Output',
    notRecorded:
      'Not recorded. Prompts and answers are kept only when asked for: set OTEL_AGENT_INCLUDE_IO=true in the service.',
  },
  json: {
    more: 'Show all',
    less: 'Show less',
    empty: 'Nothing',
    cut: (shown: number, all: number) =>
      `The first ${count(shown)} of ${count(all)} characters; the copy has all of them.`,
  },
} as const;
