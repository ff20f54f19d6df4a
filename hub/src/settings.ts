import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { z } from 'zod';
import { isLoopback } from './access/loopback-ingest.ts';
import type { IntegrationUrls } from './integrations/integration-names.ts';
import { type AccessSettings, accessSecrets, accessSettings, accessVariables } from './settings/access.ts';
import {
  type AlertingSettings,
  alertingSecrets,
  alertingSettings,
  alertingVariables,
} from './settings/alerting.ts';
import { type EdgeSettings, edgeSecrets, edgeSettings, edgeVariables } from './settings/edge.ts';
import { type LifeCycleSettings, lifeCycleSettings, lifeCycleVariables } from './settings/life-cycle.ts';
import { type LoginSettings, loginSecrets, loginSettings, loginVariables } from './settings/login.ts';
import {
  type PrivacySettings,
  privacySecrets,
  privacySettings,
  privacyVariables,
} from './settings/privacy.ts';
import { redisSecrets, redisUrl, redisVariables } from './settings/redis.ts';
import {
  type SealingSettings,
  sealingSecrets,
  sealingSettings,
  sealingVariables,
} from './settings/sealing.ts';
import { type SelfSettings, selfSecrets, selfSettings, selfVariables } from './settings/self.ts';
import {
  file,
  key,
  page,
  port,
  portOrOff,
  positive,
  ratio,
  SettingsError,
  server,
  wholeNumber,
} from './settings/values.ts';

export { SettingsError };

/** Settings that may come as a file; everything else is no secret. */
const secrets: readonly string[] = [
  'DATABASE_URL',
  'OBSERVATORY_API_KEY',
  'OBSERVATORY_READER_PASSWORD',
  ...accessSecrets,
  ...alertingSecrets,
  ...selfSecrets,
  ...edgeSecrets,
  ...loginSecrets,
  ...privacySecrets,
  ...redisSecrets,
  ...sealingSecrets,
];

const variables = z.object({
  HOST: z
    .string()
    .min(1)
    .default('127.0.0.1')
    .describe('Address to listen on; anything but loopback needs ENABLE_AUTH.'),
  PORT: port.default(3001).describe('Port of the API, the page and OTLP/HTTP; 0 takes a free one.'),
  OBSERVATORY_OTLP_HTTP_PORT: portOrOff.default(4318).describe('Second port for OTLP/HTTP, or off.'),
  OBSERVATORY_OTLP_GRPC_PORT: portOrOff.default(4317).describe('Port for OTLP/gRPC, or off.'),
  DATABASE_URL: z
    .string()
    .regex(/^postgres(ql)?:\/\//, {
      error: 'expected a URL that begins with postgres:// or postgresql://',
    })
    .optional()
    .describe('PostgreSQL server to use; without it the hub starts one of its own.'),
  DATABASE_URL_FILE: file('DATABASE_URL'),
  OBSERVATORY_DATA_DIR: z
    .string()
    .min(1)
    .default('.observatory')
    .describe("Folder of the hub's own database."),
  OBSERVATORY_API_KEY: key('Key that may do everything.'),
  OBSERVATORY_API_KEY_FILE: file('OBSERVATORY_API_KEY'),
  OBSERVATORY_READER_PASSWORD: z
    .string()
    .regex(/^[!-~]{16,}$/, { error: 'expected at least 16 characters of ASCII without spaces' })
    .optional()
    .describe(
      'Password of the PostgreSQL role observatory_reader, which reads the SQL views (docs/sql-views.md); without it there is no such role.',
    ),
  OBSERVATORY_READER_PASSWORD_FILE: file('OBSERVATORY_READER_PASSWORD'),
  OBSERVATORY_READER_PORT: wholeNumber(1, 65_535)
    .optional()
    .describe(
      "Port on HOST at which the hub's own database lets that role in, and nobody else; without it none does.",
    ),
  OBSERVATORY_ALLOWED_HOSTS: z
    .string()
    .default('')
    .describe(
      'Comma list of further host names by which browsers may call the hub, beside that of OBSERVATORY_PUBLIC_URL and loopback.',
    ),
  OBSERVATORY_EXECUTION_TIMEOUT: positive
    .default(1800)
    .describe('Seconds of silence after which an execution counts as abandoned.'),
  OBSERVATORY_HEARTBEAT_TIMEOUT: positive
    .default(120)
    .describe(
      'Seconds of silence of a process that sent heartbeats after which its executions count as abandoned.',
    ),
  OBSERVATORY_MAX_BODY_BYTES: positive
    .default(16 * 1024 * 1024)
    .describe('Largest OTLP request, as sent and unpacked.'),
  OBSERVATORY_MAX_DATABASE_BYTES: positive
    .optional()
    .describe(
      'Largest size of the database; above it the oldest days go before their time. Not set: no bound.',
    ),
  OBSERVATORY_MAX_STREAMS: positive.default(2000).describe('Most live streams at once.'),
  MAX_EVENTS_PER_QUERY: wholeNumber(1, 100_000)
    .default(1000)
    .describe('Most events of one page of GET /api/v1/events.'),
  OBSERVATORY_GRAFANA_URL: page.describe(
    'Where people reach Grafana with the dashboards of the stack; executions link to it.',
  ),
  OBSERVATORY_JAEGER_URL: page.describe('Where people reach Jaeger; executions link to their traces there.'),
  OBSERVATORY_PROMETHEUS_URL: server.describe(
    'Where the hub asks Prometheus, for resources and its state; without it neither is known.',
  ),
  OBSERVATORY_LOKI_URL: server.describe(
    'Where the hub asks Loki for the log lines of executions; without it they are those that were sent to the hub.',
  ),
  OBSERVATORY_ALERTMANAGER_URL: server.describe('Where the hub asks Alertmanager for its state.'),
  OBSERVATORY_COLLECTOR_URL: server.describe(
    'Health endpoint of the collector, as http://collector:13133, where the hub asks for its state.',
  ),
  OBSERVATORY_JAEGER_PROBE_URL: server.describe(
    'Where the hub asks Jaeger for its state, if elsewhere than people.',
  ),
  OBSERVATORY_GRAFANA_PROBE_URL: server.describe(
    'Where the hub asks Grafana for its state, if elsewhere than people.',
  ),
  ERROR_RATE_THRESHOLD: ratio
    .default(0.1)
    .describe(
      'Share of failed executions that counts as bad; twice as much takes all points of health for errors.',
    ),
  RESPONSE_TIME_THRESHOLD: positive
    .default(5000)
    .describe(
      'Milliseconds that an execution may take on average; twice as many take all points of health for time.',
    ),
  ENABLE_ANOMALY_DETECTION: z
    .stringbool({ error: 'expected true or false' })
    .default(true)
    .describe('Whether the hub looks for what is out of the usual (docs/hub-predictions.md).'),
  OBSERVATORY_PRICES: z
    .string()
    .min(1)
    .optional()
    .describe('YAML or JSON file of own prices; see docs/cost.md.'),
  RETENTION_DAYS: wholeNumber(1, 3650).default(30).describe('Days that everything is kept.'),
  LOG_LEVEL: z
    .enum(['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'], {
      error: 'expected trace, debug, info, warn, error, fatal or silent',
    })
    .default('info')
    .describe("Level of the hub's own log."),
  ...accessVariables,
  ...loginVariables,
  ...edgeVariables,
  ...privacyVariables,
  ...redisVariables,
  ...sealingVariables,
  ...alertingVariables,
  ...selfVariables,
  ...lifeCycleVariables,
});

export interface HubSettings {
  readonly host: string;
  readonly port: number;
  readonly otlpHttpPort: number | null;
  readonly otlpGrpcPort: number | null;
  readonly databaseUrl: string | null;
  /** Absolute. */
  readonly dataDir: string;
  readonly apiKey: string | null;
  /** Of the role that reads the SQL views; null for no such role. */
  readonly readerPassword: string | null;
  /** Null: the hub's own database listens on no TCP port. */
  readonly readerPort: number | null;
  /** Names that requests may call the hub by. */
  readonly allowedHosts: readonly string[];
  /** Whether those are all: a setting names them, or where people reach the hub. */
  readonly knowsItsNames: boolean;
  readonly executionTimeoutS: number;
  readonly heartbeatTimeoutS: number;
  readonly maxBodyBytes: number;
  readonly maxDatabaseBytes: number | null;
  readonly maxStreams: number;
  readonly maxEventsPerQuery: number;
  /** Of people's browsers, without a slash at the end; null: there is none, and no link to it. */
  readonly grafanaUrl: string | null;
  readonly jaegerUrl: string | null;
  readonly integrations: IntegrationUrls;
  readonly errorRateThreshold: number;
  readonly responseTimeThresholdMs: number;
  readonly anomalyDetection: boolean;
  readonly pricesFile: string | null;
  readonly retentionDays: number;
  readonly logLevel: string;
  readonly access: AccessSettings;
  readonly login: LoginSettings;
  readonly edge: EdgeSettings;
  readonly privacy: PrivacySettings;
  readonly sealing: SealingSettings;
  /** May hold user and password; null: hubs tell one another nothing. */
  readonly redisUrl: string | null;
  readonly alerting: AlertingSettings;
  readonly self: SelfSettings;
  readonly lifeCycle: LifeCycleSettings;
}

const LOOPBACK_NAMES = ['localhost', '127.0.0.1', '[::1]'];

/** Names that requests may call the hub by: loopback's, the one it listens on, people's, and those that a setting adds. */
function hostNames(host: string, further: string, publicUrl: string | undefined): string[] {
  const own = host.includes(':') ? `[${host}]` : host;
  const names = [
    ...LOOPBACK_NAMES,
    own,
    publicUrl ? new URL(publicUrl).hostname : '',
    ...further.split(','),
  ].map((name) => name.trim().toLowerCase());
  return [...new Set(names.filter((name) => name !== ''))];
}

/** Names and meanings of the hub's environment variables, for `--help` and docs. */
export function describeSettings(): { name: string; meaning: string; default: string }[] {
  return Object.entries(variables.shape).map(([name, schema]) => ({
    name,
    meaning: schema.description ?? '',
    default: String(schema.safeParse(undefined).data ?? ''),
  }));
}

/** What the file of a secret holds; undefined where no file is named. */
function secretOf(
  name: string,
  given: Readonly<Record<string, string | undefined>>,
  cwd: string,
): string | undefined {
  const path = given[`${name}_FILE`];
  if (path === undefined) return undefined;
  let content: string;
  try {
    content = readFileSync(resolve(cwd, path), 'utf8').replace(/\r?\n$/, '');
  } catch (error) {
    const cause = error instanceof Error ? error.message : String(error);
    throw new SettingsError(`${name}_FILE: expected a file that the hub can read; got ${cause}`);
  }
  if (content !== '') return content;
  throw new SettingsError(`${name}_FILE: expected a file that holds ${name}; got an empty one: ${path}`);
}

/** A value as a message names it; of a key or password its length, of a URL, which may hold a password, nothing. */
function came(name: string, value = ''): string {
  if (name === 'DATABASE_URL' || name === 'OBSERVATORY_REDIS_URL') return 'another value';
  if (secrets.includes(name)) return String(value.length);
  return JSON.stringify(value.replace(/\/\/[^/@]*@/, '//…@'));
}

/** The key of all scopes, which has two names. */
function apiKeyOf(own: string | undefined, alias: string | undefined): string | null {
  if (own !== undefined && alias !== undefined && own !== alias)
    throw new SettingsError(
      'OBSERVABILITY_API_KEY: expected the same as OBSERVATORY_API_KEY, or one of the two; got another',
    );
  return own ?? alias ?? null;
}

/** Throws where nobody would be asked for a key, or where one stands for two: who has it could do what is the other's. */
function checkKeys(isAuthOn: boolean, keys: Readonly<Record<string, string | null>>): void {
  const given = Object.entries(keys).filter(([, value]) => value !== null);
  for (const [index, [name, value]] of given.entries()) {
    if (!isAuthOn)
      throw new SettingsError(
        `ENABLE_AUTH: expected true with ${name}, which nobody would be asked for; got false`,
      );
    const same = given.slice(0, index).find(([, other]) => other === value);
    if (same) throw new SettingsError(`${name}: expected another key than ${same[0]}; got the same`);
  }
}

/** Reads the hub's settings from an environment. Empty variables count as not set. */
export function readSettings(env: Readonly<Record<string, string | undefined>>, cwd: string): HubSettings {
  const given: Record<string, string | undefined> = Object.fromEntries(
    Object.keys(variables.shape).map((name) => [name, env[name] || undefined]),
  );
  for (const name of secrets) {
    if (given[name] !== undefined && given[`${name}_FILE`] !== undefined)
      throw new SettingsError(`${name}: expected either ${name} or ${name}_FILE; got both`);
    given[name] ??= secretOf(name, given, cwd);
  }
  const parsed = variables.safeParse(given);
  if (!parsed.success) {
    const faults = parsed.error.issues.map((issue) => {
      const name = String(issue.path[0]);
      const isFile = given[`${name}_FILE`] !== undefined;
      return `${isFile ? `${name}_FILE` : name}: ${issue.message}; got ${came(name, given[name])}`;
    });
    throw new SettingsError(
      `${faults.join('\n')}\nAll settings with their defaults: docs/hub-settings.md, or --help.`,
    );
  }
  const values = parsed.data;
  if (values.OBSERVATORY_READER_PORT !== undefined && values.OBSERVATORY_READER_PASSWORD === undefined) {
    throw new SettingsError(
      `OBSERVATORY_READER_PORT: expected OBSERVATORY_READER_PASSWORD with it; got ${values.OBSERVATORY_READER_PORT} alone`,
    );
  }
  const apiKey = apiKeyOf(values.OBSERVATORY_API_KEY, values.OBSERVABILITY_API_KEY);
  if (!values.ENABLE_AUTH && !isLoopback(values.HOST)) {
    throw new SettingsError(
      `ENABLE_AUTH: expected true where other machines reach the hub; got false with HOST ${values.HOST}`,
    );
  }
  checkKeys(values.ENABLE_AUTH, {
    OBSERVATORY_API_KEY: apiKey,
    OBSERVATORY_INGEST_KEY: values.OBSERVATORY_INGEST_KEY ?? null,
    OBSERVATORY_READ_KEY: values.OBSERVATORY_READ_KEY ?? null,
  });
  return {
    host: values.HOST,
    port: values.PORT,
    otlpHttpPort: values.OBSERVATORY_OTLP_HTTP_PORT,
    otlpGrpcPort: values.OBSERVATORY_OTLP_GRPC_PORT,
    databaseUrl: values.DATABASE_URL ?? null,
    dataDir: resolve(cwd, values.OBSERVATORY_DATA_DIR),
    apiKey,
    readerPassword: values.OBSERVATORY_READER_PASSWORD ?? null,
    readerPort: values.OBSERVATORY_READER_PORT ?? null,
    allowedHosts: hostNames(values.HOST, values.OBSERVATORY_ALLOWED_HOSTS, values.OBSERVATORY_PUBLIC_URL),
    knowsItsNames: values.OBSERVATORY_ALLOWED_HOSTS !== '' || values.OBSERVATORY_PUBLIC_URL !== undefined,
    executionTimeoutS: values.OBSERVATORY_EXECUTION_TIMEOUT,
    heartbeatTimeoutS: values.OBSERVATORY_HEARTBEAT_TIMEOUT,
    maxBodyBytes: values.OBSERVATORY_MAX_BODY_BYTES,
    maxDatabaseBytes: values.OBSERVATORY_MAX_DATABASE_BYTES ?? null,
    maxStreams: values.OBSERVATORY_MAX_STREAMS,
    maxEventsPerQuery: values.MAX_EVENTS_PER_QUERY,
    grafanaUrl: values.OBSERVATORY_GRAFANA_URL ?? null,
    jaegerUrl: values.OBSERVATORY_JAEGER_URL ?? null,
    integrations: {
      jaeger: values.OBSERVATORY_JAEGER_PROBE_URL ?? values.OBSERVATORY_JAEGER_URL ?? null,
      prometheus: values.OBSERVATORY_PROMETHEUS_URL ?? null,
      loki: values.OBSERVATORY_LOKI_URL ?? null,
      grafana: values.OBSERVATORY_GRAFANA_PROBE_URL ?? values.OBSERVATORY_GRAFANA_URL ?? null,
      alertmanager: values.OBSERVATORY_ALERTMANAGER_URL ?? null,
      collector: values.OBSERVATORY_COLLECTOR_URL ?? null,
    },
    errorRateThreshold: values.ERROR_RATE_THRESHOLD,
    responseTimeThresholdMs: values.RESPONSE_TIME_THRESHOLD,
    anomalyDetection: values.ENABLE_ANOMALY_DETECTION,
    pricesFile: values.OBSERVATORY_PRICES ?? null,
    retentionDays: values.RETENTION_DAYS,
    logLevel: values.LOG_LEVEL,
    access: accessSettings(values),
    login: loginSettings(values),
    edge: edgeSettings(values),
    privacy: privacySettings(values),
    sealing: sealingSettings(values),
    redisUrl: redisUrl(values),
    alerting: alertingSettings(values),
    self: selfSettings(values),
    lifeCycle: lifeCycleSettings(values),
  };
}
