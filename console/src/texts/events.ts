import { counted } from '../lib/counted.ts';
import { formatExactCount as count } from '../lib/format-number.ts';

const events = (value: number) => counted(value, 'event', 'events');

/** Words of the page of events. */
export const eventsTexts = {
  title: 'Events',
  list: 'Events, newest first',
  filter: 'Filter events',
  search: 'Search events',
  searchPlaceholder: 'Words, or tag.NAME=VALUE',
  agent: 'Agent or workflow',
  severities: 'Severity',
  types: 'Type',
  allTypes: 'All types',
  clear: 'Clear filters',
  newOnes: (waiting: number) => `${count(waiting)} new ${waiting === 1 ? 'event' : 'events'}`,
  end: (total: number) => `That is all: ${events(total)}.`,
  loading: 'Loading older events',
  show: 'Show attributes',
  openExecution: 'Open its execution',
  exportAs: (format: string) => `Export ${format}`,
  empty: 'No event in this range',
  emptyText:
    'Events come from the shim: what runs, ends, fails, calls a model or a tool. Choose a longer range, or loosen the filter. Spans of other SDKs come without events.',
  typeNames: {
    execution_start: 'Execution started',
    execution_end: 'Execution ended',
    execution_error: 'Execution failed',
    execution_cancel: 'Execution cancelled',
    step_start: 'Step started',
    step_end: 'Step ended',
    llm_call: 'Model called',
    tool_call: 'Tool called',
    snapshot: 'Snapshot',
    log: 'Log',
    alert: 'Alert',
    health_change: 'Health changed',
  } as Readonly<Record<string, string>>,
} as const;
