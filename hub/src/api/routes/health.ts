import { constants } from 'node:fs';
import { access, statfs } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Registry } from 'prom-client';
import Type from 'typebox';
import type { Administered } from '../../health/administer.ts';
import type { HubState } from '../../metrics/hub-state.ts';
import type { PriceDescription } from '../../prices/price-table.ts';
import { countStore } from '../../store/counts.ts';
import type { Api, HubContext } from '../context.ts';
import { Health, Status } from '../schemas/status.ts';
import { openStreams } from '../streams.ts';

/** A probe gives up after a second or more; a database that hangs must not hold it longer. */
const MAX_ANSWER_MS = 900;
const MIN_FREE_BYTES = 256 * 1024 * 1024;

export interface HealthOptions {
  readonly registry: Registry;
  readonly version: string;
  readonly startedAt: Date;
  /** Folder that must be writable, where the hub keeps its own database. */
  readonly dataDir: string | null;
  readonly migrated: () => Promise<boolean>;
  readonly state: () => Promise<HubState>;
  /** Null without Redis. */
  readonly redisIsUp: () => boolean | null;
  readonly prices: PriceDescription;
  /** What administrative actions work with. */
  readonly administration: Pick<Administered, 'retention' | 'onDropped' | 'onQueued'>;
}

interface Check {
  readonly ok: boolean;
  readonly detail: string;
}

/** AE4: /health, /ready, /status, and /metrics of the hub itself. The first two are for probes: no key, no detail of data. */
export function healthRoutes(app: Api, context: HubContext, options: HealthOptions): void {
  const database = async (): Promise<Check> => {
    try {
      const answered = context.database.urgent.pool.query('SELECT 1');
      const late = sleep(MAX_ANSWER_MS, 'late', { ref: false });
      if ((await Promise.race([answered, late])) === 'late')
        return { ok: false, detail: `The database did not answer within ${MAX_ANSWER_MS} ms.` };
      return { ok: true, detail: 'The database answers.' };
    } catch (error) {
      return { ok: false, detail: `The database does not answer: ${messageOf(error)}` };
    }
  };
  const tables = async (): Promise<Check> =>
    (await options.migrated().catch(() => false))
      ? { ok: true, detail: 'The tables are up to date.' }
      : {
          ok: false,
          detail: 'The tables are not those of this version; start the hub again to bring them up to date.',
        };
  const answer = (checks: Record<string, Check>) => {
    const ok = Object.values(checks).every((check) => check.ok);
    return { status: ok ? ('ok' as const) : ('unavailable' as const), checks };
  };

  app.get(
    '/health',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'health',
        summary: 'Whether the database is reached',
        tags: ['operation'],
        response: { 200: Health, 503: Health },
      },
    },
    async (_request, reply) => {
      const health = answer({ database: await database() });
      return reply.code(health.status === 'ok' ? 200 : 503).send(health);
    },
  );

  app.get(
    '/ready',
    {
      config: { access: 'public' },
      schema: {
        operationId: 'ready',
        summary: 'Whether requests can be served',
        tags: ['operation'],
        response: { 200: Health, 503: Health },
      },
    },
    async (_request, reply) => {
      const checks: Record<string, Check> = { database: await database() };
      checks.migrations = checks.database?.ok
        ? await tables()
        : { ok: false, detail: 'Not known while the database does not answer.' };
      if (options.dataDir !== null) checks.folder = await folderCheck(options.dataDir);
      if (context.drain.isOn) checks.draining = { ok: false, detail: 'The hub is about to stop.' };
      const health = answer(checks);
      return reply.code(health.status === 'ok' ? 200 : 503).send(health);
    },
  );

  app.get(
    '/status',
    {
      config: { hubWide: true },
      schema: {
        operationId: 'status',
        summary: 'Version, counts, queues',
        tags: ['operation'],
        response: { 200: Status },
      },
    },
    async () => {
      const { store, writer, live, pools, event_loop } = await options.state();
      // Whoever asks for the status has reason to: what the hub knows without its database it says without it, too.
      const counts = store === null ? null : await countStore(context.database).catch(() => null);
      const redis = options.redisIsUp();
      return {
        version: options.version,
        node: process.version,
        started_at: options.startedAt.toISOString(),
        uptime_seconds: (Date.now() - options.startedAt.getTime()) / 1000,
        memory_bytes: process.memoryUsage.rss(),
        store: options.dataDir === null ? 'server' : 'embedded',
        prices: { ...options.prices },
        counts,
        queue: { waiting_bytes: writer.waiting_bytes },
        streams: { open: openStreams(context.streams) },
        event_loop,
        writer,
        fold: store?.fold ?? null,
        figures: store?.figures ?? null,
        notifications: store?.notifications ?? null,
        erasures: store?.erasures ?? null,
        live,
        pools,
        database: {
          up: store !== null,
          bytes: store?.bytes ?? null,
          days_ahead: store?.days_ahead ?? null,
          hubs: store?.hubs ?? null,
        },
        redis: redis === null ? null : { up: redis },
      };
    },
  );

  app.get(
    '/metrics',
    {
      config: { hubWide: true },
      schema: {
        operationId: 'metrics',
        summary: "The hub's own metrics and the fleet's, as Prometheus text",
        tags: ['operation'],
        response: { 200: Type.String() },
      },
    },
    async (_request, reply) =>
      reply
        .type(options.registry.contentType)
        .serializer(String)
        .send(await options.registry.metrics()),
  );
}

async function folderCheck(dataDir: string): Promise<Check> {
  try {
    await access(dataDir, constants.W_OK);
    const { bavail, bsize } = await statfs(dataDir);
    if (bavail * bsize < MIN_FREE_BYTES)
      return { ok: false, detail: `Less than 256 MiB are free under ${dataDir}.` };
    return { ok: true, detail: 'The data folder is writable and has room.' };
  } catch (error) {
    return { ok: false, detail: `The data folder ${dataDir} is not writable: ${messageOf(error)}` };
  }
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
