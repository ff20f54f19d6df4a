import { hubMetrics } from '@observatory/shim/conventions';
import type { Logger } from 'pino';
import { Registry } from 'prom-client';
import { firstKey, startAccess } from './access/start-access.ts';
import { alertReceiver } from './alerts/receive-alerts.ts';
import { type AppOptions, buildApp } from './api/app.ts';
import type { HubContext, LiveChange } from './api/context.ts';
import { projectOf } from './api/project-of.ts';
import { startAudit } from './audit/start-audit.ts';
import { startTls } from './edge/reloading-tls.ts';
import type { HealthWatchOptions } from './health/watch-health.ts';
import { integrationsAt } from './integrations/integrations.ts';
import { Drain } from './life-cycle/drain.ts';
import { listen } from './listen.ts';
import { Bus } from './live/bus.ts';
import { EventFanout } from './live/event-fanout.ts';
import { EventTail } from './live/event-tail.ts';
import { LIVE_BEAT_MS } from './live/heartbeat.ts';
import { Replay } from './live/replay.ts';
import { loginOf } from './login/login.ts';
import { HubWatch } from './metrics/hub-state.ts';
import { gauge } from './metrics/instruments.ts';
import { meteredIngest } from './metrics/metered-ingest.ts';
import { selfMetrics } from './metrics/self-metrics.ts';
import { priceMetrics } from './metrics/store-metrics.ts';
import { UnderWay } from './metrics/under-way.ts';
import { makeNotifications, type NotificationTimes } from './notifications/notifications.ts';
import { type Closer, MIGRATIONS, openStore } from './open-store.ts';
import { ByteBudget } from './otlp/byte-budget.ts';
import { otlpHttp } from './otlp/http.ts';
import { defaultOtlpLimits } from './otlp/limits.ts';
import { checkPorts } from './ports.ts';
import { loadPriceTable } from './prices/load-price-table.ts';
import type { ErasureWorkerOptions } from './privacy/erasure-worker.ts';
import { recordDrops } from './privacy/record-drops.ts';
import { startPrivacy } from './privacy/start-privacy.ts';
import { OtherHubs } from './redis/other-hubs.ts';
import { rulesContextOf } from './rules/rules-context.ts';
import { findRunbookDir, readRunbooks } from './runbooks/read-runbooks.ts';
import { openEncryption, type SealingTimes, watchKeys } from './sealing/start-sealing.ts';
import { tellQueries } from './self/watch.ts';
import type { HubSettings } from './settings.ts';
import { startShedding } from './shedding/shedding.ts';
import { startSql } from './sql/sql.ts';
import { startStoring } from './start-storing.ts';
import { startWatching } from './start-watching.ts';
import { isMigrated } from './store/database.ts';
import { nowMicros } from './store/micros.ts';
import { batchOf } from './store/rows.ts';
import { SourceIds } from './store/source-ids.ts';

export interface Hub {
  /** `http://127.0.0.1:3001` */
  readonly url: string;
  readonly otlpHttpPort: number | null;
  readonly otlpGrpcPort: number | null;
  /** Process of the hub's own database; null with `DATABASE_URL`. */
  readonly databasePid: () => number | null;
  /** The key of all scopes that was made at this start, to be shown once; null where there was one. */
  readonly firstKey: string | null;
  /**
   * Stops: says so for OBSERVATORY_DRAIN_S while it still serves, then takes nothing new, answers what is under way, ends
   * its streams, stores what waits, and ends its own database.
   */
  close(): Promise<void>;
  /** Cuts short what `close` waits for: the time for load balancers, and requests under way. */
  hurry(): void;
}

export interface HubOptions {
  readonly settings: HubSettings;
  readonly log: Logger;
  readonly version: string;
  /** Folder of the built page; null serves none. */
  readonly pageDir: string | null;
  /** Folder of the runbooks; unless given, where the build or the repository has them. */
  readonly runbookDir?: string;
  /** Whether there is somebody to show a first key to; without, none is made. */
  readonly showsFirstKey?: boolean;
  /** Milliseconds between two evaluations of rules; tests take less. */
  readonly rulesEveryMs?: number;
  /** How often the fleet's health is looked at, and how long a change must last to be told. */
  readonly healthWatch?: Pick<HealthWatchOptions, 'everyMs' | 'rules'>;
  /** How often the encryption keys are looked at, and how fast they are put to use. */
  readonly sealing?: SealingTimes;
  /** How often notices are looked for and sent again. */
  readonly notificationTimes?: Partial<NotificationTimes>;
  /** How often erasures are looked for, and how long after the first pass the second one is. */
  readonly erasures?: Pick<ErasureWorkerOptions, 'everyMs' | 'settleMs'>;
  /** How long requests may take to come in. */
  readonly patience?: AppOptions['patience'];
  /** How often it looks for what other hubs on the database stored. */
  readonly pollMs?: number;
  /** How often a live stream shows that it is there. */
  readonly liveBeatMs?: number;
  /** How often the TLS files are looked at. */
  readonly tlsEveryMs?: number;
}

/** Starts the hub: its database, its tables, its ports. Rejects with what is wrong, leaving nothing behind. */
export async function startHub(options: HubOptions): Promise<Hub> {
  const { settings, log, version, pageDir } = options;
  const startedAt = new Date();
  const closers: Closer[] = [];
  const drain = new Drain();
  const close = async () => {
    const faults: unknown[] = [];
    // One that fails must not keep the database from being stopped.
    for (const closer of closers.splice(0).reverse())
      await attempt(closer).catch((fault) => faults.push(fault));
    if (faults.length > 0) throw faults[0];
  };
  try {
    await checkPorts(settings.host, [
      { port: settings.port, purpose: 'API and page', setting: 'PORT' },
      { port: settings.otlpHttpPort, purpose: 'OTLP/HTTP', setting: 'OBSERVATORY_OTLP_HTTP_PORT' },
      { port: settings.otlpGrpcPort, purpose: 'OTLP/gRPC', setting: 'OBSERVATORY_OTLP_GRPC_PORT' },
    ]);
    const encryption = await openEncryption(settings.sealing, options.sealing);
    const { database, databasePid, dropped, storeAccess } = await openStore(
      settings,
      log,
      closers,
      encryption?.keyring,
    );
    tellQueries([database.pool, database.workPool, database.urgent.pool]);
    await watchKeys({ encryption, database, log, audit: () => context.audit }, closers);
    const prices = loadPriceTable(settings.pricesFile ?? undefined);
    const sources = new SourceIds();
    const registry = new Registry();
    const everyMs = options.tlsEveryMs;
    const tls = await startTls(settings.edge.tls, { log, registry, ...(everyMs && { everyMs }) }, closers);
    let listeningSinceUs = nowMicros();
    const clock = () => ({
      nowUs: nowMicros(),
      timeoutUs: settings.executionTimeoutS * 1e6,
      heartbeatTimeoutUs: settings.heartbeatTimeoutS * 1e6,
      listeningSinceUs,
    });
    const tail = new EventTail({
      database: database.urgent,
      onError: (error) => log.warn({ err: error }, 'live events wait for the database'),
      ...(options.pollMs && { pollMs: options.pollMs }),
    });
    await tail.start();
    closers.push(() => tail.stop());
    const otherHubs = await OtherHubs.of({
      url: settings.redisUrl,
      version,
      database: database.urgent,
      registry,
      log,
    });
    closers.push(() => otherHubs.close());
    const access = startAccess({
      database,
      settings,
      onChanged: () => otherHubs.credentialsChanged(),
      onError: (error) => log.warn({ err: error }, 'when keys were used waits for the database'),
    });
    closers.push(() => access.close());
    const privacy = await startPrivacy({
      database,
      registry,
      log,
      retention: settings.privacy.retention,
      lokiUrl: settings.integrations.loki,
      hasJaeger: settings.integrations.jaeger !== null,
      forget: () => {
        otherHubs.forgetAnswers();
        tail.forgetRecent();
      },
      onGone: (rows) => {
        for (const { project, id } of rows) {
          context.liveExecutions.publish({ project, id, row: null });
          otherHubs.changed({ project, id });
        }
      },
      onQueued: () => folder.wake(),
      ...(options.erasures && { erasures: options.erasures }),
      closers,
    });
    const notifications = makeNotifications({
      database,
      registry,
      log,
      alerting: settings.alerting,
      publicUrl: settings.login.publicUrl,
      hasAlertmanager: settings.integrations.alertmanager !== null,
      retentionDays: settings.retentionDays,
      times: options.notificationTimes,
    });
    closers.push(() => notifications.close());
    const context: HubContext = {
      notifications,
      privacy,
      access,
      database,
      encryption,
      prices,
      clock,
      thresholds: {
        errorRate: settings.errorRateThreshold,
        responseTimeMs: settings.responseTimeThresholdMs,
      },
      answers: otherHubs.answers,
      otherHubs,
      tail,
      fanout: new EventFanout(tail),
      replay: new Replay(database.urgent),
      liveExecutions: new Bus<LiveChange>(),
      ingest: (project, decoded) => ingest(project, decoded),
      receiveAlerts: alertReceiver({
        registry,
        sources,
        log,
        store: (batch) => writer.add(privacy.intake.batch(batch)),
      }),
      audit: await startAudit({ database, retentionDays: settings.edge.auditRetentionDays, log, closers }),
      runbooks: readRunbooks(options.runbookDir ?? findRunbookDir()),
      pages: { grafana: settings.grafanaUrl, jaeger: settings.jaegerUrl },
      integrations: integrationsAt(settings.integrations),
      otlpPorts: { http: settings.otlpHttpPort, grpc: settings.otlpGrpcPort },
      anomalyDetection: settings.anomalyDetection,
      rules: rulesContextOf(settings, (batch) => writer.add(batch)),
      maxDatabaseBytes: settings.maxDatabaseBytes,
      maxStreams: settings.maxStreams,
      maxEventsPerQuery: settings.maxEventsPerQuery,
      sql: startSql(
        {
          ...storeAccess,
          pool: database.urgent.pool,
          maxRows: settings.maxEventsPerQuery,
          admit: () => shedding.check('heavy_read'),
          log,
        },
        closers,
      ),
      streams: { sse: 0, webSockets: 0 },
      drain,
      liveBeatMs: options.liveBeatMs ?? LIVE_BEAT_MS,
      projectOf,
    };

    const noteDropped = recordDrops(context.audit, (error) =>
      log.warn({ err: error }, 'what the retention dropped is not in the audit trail'),
    );
    noteDropped(dropped);
    await notifications.start();

    const storing = startStoring(
      {
        database,
        registry,
        prices,
        sources,
        clock,
        tail,
        liveExecutions: context.liveExecutions,
        otherHubs,
        queueNotices: notifications.queueNotices,
        log,
      },
      closers,
    );
    const { writer, folder } = storing;
    const shedding = startShedding({
      registry,
      isOn: settings.lifeCycle.shedding,
      waitingReads: () => database.pool.waitingCount,
      waitingBytes: () => writer.waitingBytes,
      onChange: (refused, load) =>
        log.warn({ refused, ...load }, refused.length > 0 ? 'under pressure' : 'no longer under pressure'),
    });
    closers.push(() => shedding.close());
    for (const turns of [database.searches, context.answers.turns])
      turns.askFirst(() => shedding.check('heavy_read'));
    privacy.begin();
    otherHubs.begin({ tail, liveExecutions: context.liveExecutions, access });
    startWatching(
      {
        options,
        context,
        registry,
        sources,
        storing,
        onDropped: noteDropped,
        onDeaf: () => {
          listeningSinceUs = nowMicros();
        },
      },
      closers,
    );
    priceMetrics(registry, prices);
    const underWay = new UnderWay();
    const hubWatch = new HubWatch({ database, writer, underWay, tail });
    closers.push(() => hubWatch.close());
    selfMetrics(registry, () => hubWatch.find());
    gauge(hubMetrics.streamClients, registry, (instrument) => {
      instrument.set({ stream: 'sse' }, context.streams.sse);
      instrument.set({ stream: 'websocket' }, context.streams.webSockets);
    });

    const ingest = meteredIngest(registry, underWay, async (project, decoded) => {
      if (decoded.records.length === 0) return 0;
      const cleaned = await privacy.intake.clean(project, decoded);
      const { batch, leftOut } = batchOf(project, cleaned, { sources, prices, sealing: database.sealing });
      await writer.add(batch);
      return leftOut;
    });
    const limits = { ...defaultOtlpLimits, maxBodyBytes: settings.maxBodyBytes };
    const receiver = { ingest, limits, budget: new ByteBudget(limits, () => shedding.check('ingest')) };
    const app = await buildApp(context, {
      log,
      version,
      pageDir,
      tls,
      isHttps: tls !== null || (settings.login.publicUrl?.startsWith('https:') ?? false),
      edge: settings.edge,
      ...(options.patience && { patience: options.patience }),
      shedding,
      login: loginOf(settings, database.pool),
      health: {
        registry,
        version,
        startedAt,
        dataDir: settings.databaseUrl === null ? settings.dataDir : null,
        migrated: () => isMigrated(database.urgent, MIGRATIONS),
        state: () => hubWatch.find(),
        redisIsUp: () => otherHubs.isUp,
        prices: prices.describePrices(),
        administration: {
          retention: settings.privacy.retention,
          onDropped: noteDropped,
          onQueued: () => folder.wake(),
        },
      },
    });
    otlpHttp(app, { ...receiver, project: context.projectOf });
    const listening = await listen(
      app,
      {
        settings,
        access,
        counts: { wrong: otherHubs.counts.of('wrong-grpc'), ingest: otherHubs.counts.of('ingest') },
        tls,
        receiver,
        drain,
        log,
      },
      closers,
    );
    listeningSinceUs = nowMicros();
    return {
      ...listening,
      databasePid,
      firstKey: await firstKey(access, database, {
        audit: context.audit,
        shows: options.showsFirstKey ?? true,
        log,
      }),
      close,
      hurry: () => drain.hurry(),
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Runs a closer so that what it throws at once is a rejection too. */
async function attempt(closer: Closer): Promise<void> {
  await closer();
}
