import Type, { type TSchema } from 'typebox';
import { poolNames } from '../../metrics/hub-state.ts';
import { Count, Nullable } from './parts.ts';

const Seconds = (description: string) => Type.Number({ minimum: 0, description });
/** What only the database knows. */
const stored = <T extends Record<string, TSchema>>(fields: T) =>
  Nullable(Type.Object(fields, { description: 'Null while the database does not answer.' }));

const Pool = Type.Object({
  in_use: Count('Connections that are working.'),
  idle: Count('Connections that are open and free.'),
  waiting: Count('Requests that wait for a connection.'),
  most: Count('Connections at most.'),
});

/** What waits in the hub and how late it is: of GET /status; the same as metrics in docs/metrics.md. */
export const stateFields = {
  event_loop: Type.Object({
    p99_seconds: Seconds('How late the event loop was, 99th percentile of the last half minute or minute.'),
  }),
  writer: Type.Object({
    waiting_bytes: Count('Rough bytes that wait to be stored.'),
    waiting_requests: Count('OTLP requests that are not stored yet.'),
    oldest_seconds: Seconds('How long the oldest of them has waited.'),
  }),
  fold: stored({
    waiting: Count('Entries that wait to be folded into executions.'),
    oldest_seconds: Seconds('How long the oldest of them has waited.'),
  }),
  figures: stored({ waiting: Count('Entries that wait to be added up into figures of agents.') }),
  notifications: stored({
    waiting: Count('Notices that wait to be sent, or to be sent again.'),
    overdue_seconds: Seconds('For how long the one that waits longest is overdue.'),
    dead: Count('Notices that were given up.'),
  }),
  erasures: stored({ waiting: Count('Erasures of users that are under way.') }),
  live: Type.Object({ behind_events: Count('Stored events that live streams have yet to get.') }),
  pools: Type.Object(
    Object.fromEntries(poolNames.map((name) => [name, Pool])) as Record<
      (typeof poolNames)[number],
      typeof Pool
    >,
    { description: 'Connections to the database: of reads, of storing and folding, of probes and streams.' },
  ),
  database: Type.Object({
    up: Type.Boolean({ description: 'Whether it answers.' }),
    bytes: Nullable(Count('What it takes on disk.')),
    days_ahead: Nullable(
      Type.Integer({ description: 'Days after today for which every table has its partition.' }),
    ),
    hubs: Nullable(Count('Hubs that are connected to it, this one included.')),
  }),
  redis: Nullable(
    Type.Object(
      { up: Type.Boolean({ description: 'Whether it answers.' }) },
      { description: 'Null without OBSERVATORY_REDIS_URL.' },
    ),
  ),
};
