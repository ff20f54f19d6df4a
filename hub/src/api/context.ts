import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TypeBoxTypeProvider } from '@fastify/type-provider-typebox';
import type { FastifyInstance, FastifyRequest, RawServerDefault } from 'fastify';
import type { Logger } from 'pino';
import type { Access } from '../access/access.ts';
import type { ReceiveAlerts } from '../alerts/receive-alerts.ts';
import type { RequestAudit } from '../audit/audit.ts';
import type { FoldClock } from '../fold/inputs.ts';
import type { AnswerCache } from '../health/answer-cache.ts';
import type { HealthThresholds } from '../health/score.ts';
import type { Integrations } from '../integrations/integrations.ts';
import type { Drain } from '../life-cycle/drain.ts';
import type { Bus } from '../live/bus.ts';
import type { EventFanout } from '../live/event-fanout.ts';
import type { EventTail } from '../live/event-tail.ts';
import type { Replay } from '../live/replay.ts';
import type { Notifications } from '../notifications/notifications.ts';
import type { Ingest } from '../otlp/records.ts';
import type { PriceTable } from '../prices/price-table.ts';
import type { Privacy } from '../privacy/start-privacy.ts';
import type { OtherHubs } from '../redis/other-hubs.ts';
import type { RulesContext } from '../rules/rules-context.ts';
import type { Runbooks } from '../runbooks/runbooks.ts';
import type { Encryption } from '../sealing/encryption.ts';
import type { Sql } from '../sql/sql.ts';
import type { Database } from '../store/database.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import type { StackPages } from './execution-links.ts';
import type { Streams } from './streams.ts';

/** An execution that changed, or that is no more, as the live streams get it. */
export interface LiveExecution {
  readonly project: string;
  readonly id: string;
  /** Null: it is no more. */
  readonly row: ExecutionRow | null;
}
/** `missed`: some changed that nobody can name; who watches is to look for itself. */
export type LiveChange = LiveExecution | 'missed';

/** What routes work with. */
export interface HubContext {
  readonly access: Access;
  readonly database: Database;
  /** Null: content is stored as it comes. */
  readonly encryption: Encryption | null;
  readonly prices: PriceTable;
  /** When an execution counts as abandoned, and what time it is. */
  readonly clock: () => FoldClock;
  readonly thresholds: HealthThresholds;
  /** Figures that many ask for. */
  readonly answers: AnswerCache;
  /** New events, in the order of their cursors. */
  readonly tail: EventTail;
  /** The same for those who have a filter. */
  readonly fanout: EventFanout;
  /** Stored events for those who catch up. */
  readonly replay: Replay;
  readonly liveExecutions: Bus<LiveChange>;
  /** Others on the same database. */
  readonly otherHubs: OtherHubs;
  /** Stores records as those that come by OTLP. */
  readonly ingest: Ingest;
  readonly receiveAlerts: ReceiveAlerts;
  readonly audit: RequestAudit;
  /** Retention, redaction and erasure. */
  readonly privacy: Privacy;
  /** Whom the hub tells of alerts. */
  readonly notifications: Notifications;
  readonly runbooks: Runbooks;
  readonly pages: StackPages;
  /** The other servers of the stack, as far as the settings name them. */
  readonly integrations: Integrations;
  /** Ports for OTLP beside the API's own; null for none. */
  readonly otlpPorts: { readonly http: number | null; readonly grpc: number | null };
  /** ENABLE_ANOMALY_DETECTION. */
  readonly anomalyDetection: boolean;
  readonly rules: RulesContext;
  /** OBSERVATORY_MAX_DATABASE_BYTES; null for no bound. */
  readonly maxDatabaseBytes: number | null;
  readonly maxStreams: number;
  readonly maxEventsPerQuery: number;
  readonly sql: Sql;
  readonly streams: Streams;
  /** Whether the hub is about to stop. */
  readonly drain: Drain;
  /** How often a live stream shows that it is there, ms. */
  readonly liveBeatMs: number;
  /** The tenant that a request belongs to. */
  readonly projectOf: (request: FastifyRequest) => string;
}

export type Api = FastifyInstance<
  RawServerDefault,
  IncomingMessage,
  ServerResponse,
  Logger,
  TypeBoxTypeProvider
>;
