import pino from 'pino';
import { Registry } from 'prom-client';
import { Access } from '../access/access.ts';
import { FIRST_PROJECT } from '../access/principal.ts';
import { noAudit } from '../audit/audit.ts';
import { integrationsAt, noIntegrations } from '../integrations/integrations.ts';
import { Drain } from '../life-cycle/drain.ts';
import { Bus } from '../live/bus.ts';
import { EventFanout } from '../live/event-fanout.ts';
import { EventTail } from '../live/event-tail.ts';
import { Replay } from '../live/replay.ts';
import { makeNotifications } from '../notifications/notifications.ts';
import { loadPriceTable } from '../prices/load-price-table.ts';
import { retentionOf } from '../privacy/retention.ts';
import { OtherHubs } from '../redis/other-hubs.ts';
import { noRules } from '../rules/rules-context.ts';
import { Runbooks } from '../runbooks/runbooks.ts';
import { openDatabase } from '../store/database.ts';
import { buildApp } from './app.ts';

/** The OpenAPI document of the hub's routes, made without a database: nothing connects before the first query. */
export async function openApiDocument(): Promise<unknown> {
  const database = openDatabase({}, () => {});
  const tail = new EventTail({ database: database.urgent, onError: () => {} });
  const access = new Access({
    database,
    isOn: false,
    settingKeys: { apiKey: null, ingestKey: null, readKey: null },
    allowedHosts: [],
    allowedOrigins: [],
    listensOnLoopback: true,
    sessionS: 0,
    sessionIdleS: 0,
    onError: () => {},
  });
  const otherHubs = await OtherHubs.of({
    url: null,
    version: '',
    database: database.urgent,
    registry: new Registry(),
    log: pino({ level: 'silent' }),
  });
  const app = await buildApp(
    {
      access,
      database,
      encryption: null,
      prices: loadPriceTable(),
      clock: () => ({ nowUs: 0, timeoutUs: 0, heartbeatTimeoutUs: 0, listeningSinceUs: 0 }),
      thresholds: { errorRate: 0, responseTimeMs: 0 },
      answers: otherHubs.answers,
      otherHubs,
      tail,
      fanout: new EventFanout(tail),
      replay: new Replay(database.urgent),
      liveExecutions: new Bus(),
      drain: new Drain(),
      ingest: () => Promise.reject(new Error('no database')),
      receiveAlerts: () => Promise.reject(new Error('no database')),
      notifications: makeNotifications({
        database,
        registry: new Registry(),
        log: pino({ level: 'silent' }),
        alerting: {
          isOn: false,
          allowPrivateTargets: [],
          webhookUrl: null,
          webhookSecret: null,
          smtpUrl: null,
        },
        publicUrl: null,
        hasAlertmanager: false,
        retentionDays: 0,
      }),
      audit: noAudit,
      privacy: {
        retention: retentionOf(0),
        hasJaeger: false,
        hasLoki: false,
        refresh: async () => {},
        wakeErasures: () => {},
      },
      runbooks: new Runbooks([]),
      pages: { grafana: null, jaeger: null },
      integrations: integrationsAt(noIntegrations),
      otlpPorts: { http: null, grpc: null },
      anomalyDetection: true,
      rules: noRules,
      maxDatabaseBytes: null,
      maxStreams: 0,
      maxEventsPerQuery: 1000,
      sql: { run: () => Promise.reject(new Error('no database')), close: async () => {} },
      streams: { sse: 0, webSockets: 0 },
      liveBeatMs: 0,
      projectOf: () => FIRST_PROJECT,
    },
    {
      log: pino({ level: 'silent' }),
      version: '1',
      pageDir: null,
      tls: null,
      isHttps: false,
      login: null,
      edge: { rateLimit: 1, ingestRateLimit: 0, maxConnections: 1, trustedProxies: [] },
      health: {
        registry: new Registry(),
        version: '1',
        startedAt: new Date(0),
        dataDir: null,
        migrated: async () => true,
        state: () => Promise.reject(new Error('nothing runs here')),
        redisIsUp: () => null,
        prices: loadPriceTable().describePrices(),
        administration: { retention: retentionOf(0), onDropped: () => {}, onQueued: () => {} },
      },
    },
  );
  await app.ready();
  const document = (app as unknown as { swagger(): unknown }).swagger();
  await app.close();
  await access.close();
  await database.close();
  return document;
}
