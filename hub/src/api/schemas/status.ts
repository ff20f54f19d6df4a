import Type from 'typebox';
import { Count, Fields, Nullable, oneOf, Text, Time } from './parts.ts';
import { stateFields } from './state.ts';

/** What the hub says of itself: to probes, and to people. */

export const Health = Type.Object(
  {
    status: oneOf(['ok', 'unavailable']),
    checks: Type.Record(
      Type.String(),
      Type.Object({ ok: Type.Boolean(), detail: Text('What was checked, or what is wrong.') }),
    ),
  },
  { $id: 'Health' },
);

/** What the store holds. */
export const storeCounts = {
  executions: Count('Executions stored.'),
  running: Count('Executions running.'),
  spans: Count('Spans stored.'),
  events: Count('Events stored.'),
  logs: Count('Log lines stored.'),
  fold_queue: Count('Entries that wait to be folded into executions.'),
};

export const Status = Type.Object(
  {
    version: Type.String(),
    node: Type.String(),
    started_at: Time('Start of the hub.'),
    uptime_seconds: Type.Number(),
    memory_bytes: Type.Integer({ description: 'Resident memory of the hub itself.' }),
    store: Text('`embedded` or `server`.'),
    prices: Fields('Version and date of the price table.'),
    counts: Nullable(Type.Object(storeCounts, { description: 'Null while the database does not answer.' })),
    queue: Type.Object({
      waiting_bytes: Count('Rough bytes that wait for the database; the same as of writer.'),
    }),
    streams: Type.Object({ open: Count('Live streams open.') }),
    ...stateFields,
  },
  { $id: 'Status' },
);

export const statusSchemas = [Health, Status];
