import { formatExactCount as count } from '../lib/format-number.ts';
import type { ListSort } from '../lib/list-filter.ts';

/** Words of the list of executions that no other page has; the others stand in common.ts. */
export const executionsTexts = {
  search: {
    placeholder: 'Search, or status:failed agent:… cost:>0.01',
    help: 'Words search texts; field:value, comparisons, OR, NOT and parentheses narrow. Arrow keys choose a proposal.',
    proposals: 'Proposals',
    fault: 'The search cannot be read here:',
    theEnd: 'end',
    operators: {
      '>': 'more than',
      '>=': 'as much or more',
      '<': 'less than',
      '<=': 'as much or less',
    } as Readonly<Record<string, string>>,
  },
  exact: {
    name: 'Name',
    service: 'Service',
    environment: 'Environment',
    user: 'User',
    session: 'Session',
    workflow: 'Workflow',
    model: 'Model',
  },
  removeExact: (part: string) => `Show every ${part.toLowerCase()}`,
  found: (executions: number, complete: boolean) =>
    `${count(executions)}${complete ? '' : '+'} ${executions === 1 ? 'execution' : 'executions'}`,
  sort: 'Order',
  sorts: {
    started: 'Newest first',
    duration: 'Longest first',
    cost: 'Dearest first',
    tokens: 'Most tokens first',
  } satisfies Record<ListSort, string>,
  lastDay: 'of the last 24 hours; choose a time range for more',
  columns: 'Columns',
  columnsNote: 'The address and saved views keep your choice. A phone shows what a card has room for.',
  usualColumns: 'The usual ones',
  columnTitles: {
    environment: 'Environment',
    version: 'Version',
    user: 'User',
    session: 'Session',
    conversation: 'Conversation',
    task: 'Task',
    models: 'Models',
    llmCalls: 'LLM calls',
    toolCalls: 'Tool calls',
    steps: 'Steps',
  },
  compare: 'Compare',
  compareHelp: 'Choose two executions to set side by side.',
  compareOne: (name: string) => `${name} chosen. Choose another.`,
  compareTwo: (a: string, b: string) => `${a} and ${b}`,
  choose: (name: string) => `Choose ${name} to compare`,
  export: 'Export',
  exportTitle: 'Export the list',
  exportNote: (most: number) =>
    `All executions of the present filter in its order, ${count(most)} at most, with all of their figures.`,
  exportCsv: 'CSV, for tables',
  exportJson: 'JSON, as the API gives it',
  exporting: (done: number) => `${count(done)} read…`,
  exported: (done: number, more: boolean) =>
    more
      ? `${count(done)} written; there are more. Narrow the filter for the rest.`
      : `${count(done)} written.`,
  views: {
    title: 'Views',
    own: 'Saved for everybody here',
    none: 'Filter, sort and choose columns, then save what you see under a name.',
    builtIn: 'Always there',
    names: {
      failed: 'Failed in 24 hours',
      slow: 'Slow: longer than 30 s',
      dear: 'Dearest of 7 days',
      unpriced: 'With unpriced calls',
    },
    name: 'Name',
    nameHint: 'Who uses this hub’s project sees it too.',
    save: 'Save this view',
    rename: (name: string) => `Rename ${name}`,
    remove: (name: string) => `Delete ${name}`,
    removeSure: (name: string) => `Delete “${name}” for everybody?`,
    by: (who: string) => `by ${who}`,
    empty: 'Expected a name.',
    readOnly: 'You may open views; saving them needs the role of an operator.',
    fault: (message: string) => `That did not work: ${message}`,
  },
} as const;
