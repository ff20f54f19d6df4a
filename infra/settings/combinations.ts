import { isIP } from 'node:net';
import { redactionRules } from '../../collector/redaction-rules.ts';
import type { Fault } from './faults.ts';
import { isRe2 } from './re2.ts';
import type { Settings } from './schema.ts';
import { cpuCores, durationSeconds, sizeBytes } from './units.ts';
import { hasUserInfo } from './user-info.ts';

type Rule = (settings: Settings) => Fault | Fault[] | null;

const EIGHT_DAYS_S = 8 * 86_400;
const MONTH_S = 30 * 86_400;
const seconds = (text: string) => durationSeconds(text) ?? 0;

/** Whether an address is reached from this machine only. */
export const isLoopback = (host: string): boolean =>
  host === 'localhost' || host === '::1' || (isIP(host) === 4 && host.startsWith('127.'));

const windowAdvice = (retention: string): string => {
  const fitting = ['7d', '28d', '30d'].filter((window) => seconds(window) <= seconds(retention));
  return fitting.length === 0
    ? 'the shortest is 7d, so keep data that long'
    : `set it to ${fitting.join(' or ')}, or keep data longer`;
};

const when = (condition: boolean, key: string, problem: string): Fault | null =>
  condition ? { key, problem } : null;

const rules: readonly Rule[] = [
  ({ alerts, retention }) =>
    when(
      seconds(alerts.sloWindow) > seconds(retention),
      'alerts.sloWindow',
      `expected a window of at most the retention, which is ${retention}; ${windowAdvice(retention)}`,
    ),
  ({ alerts, retention }) =>
    when(
      alerts.budgets.month !== null && seconds(retention) < MONTH_S,
      'alerts.budgets.month',
      `a budget of 30 days needs a retention of 30d or more, which is ${retention}; set it to null or keep data longer`,
    ),
  ({ alerts, retention }) =>
    when(
      alerts.anomalies && seconds(retention) < EIGHT_DAYS_S,
      'alerts.anomalies',
      `anomaly rules compare with last week and need a retention of 8d or more, which is ${retention}; set it to false or keep data longer`,
    ),
  ({ alerts: { quietHours } }) =>
    when(
      quietHours?.days.length === 0,
      'alerts.quietHours.days',
      'expected the days on which they begin, such as [monday, friday]; without quiet hours leave alerts.quietHours out',
    ),
  ({ alerts: { quietHours } }) =>
    when(
      quietHours !== null && !isTimeZone(quietHours.timeZone),
      'alerts.quietHours.timeZone',
      'expected a time zone of the IANA database, written as there, such as Europe/Berlin or UTC',
    ),
  ({ alerts: { receivers } }) => {
    const { user, passwordFile } = receivers.email ?? {};
    const lacking = user === undefined ? 'user' : 'passwordFile';
    return when(
      (user === undefined) !== (passwordFile === undefined),
      `alerts.receivers.email.${lacking}`,
      'expected both a user and the file with its password, or neither',
    );
  },
  ({ hub: { keep }, retention }) =>
    Object.entries(keep)
      .filter(([, time]) => time !== null && seconds(time) > seconds(retention))
      .map(([kind]) => ({
        key: `hub.keep.${kind}`,
        problem: `expected at most the retention, which is ${retention}; lower it, or keep all data longer`,
      })),
  ({ outage, retention }) =>
    when(
      seconds(outage) >= seconds(retention),
      'outage',
      `expected less than the retention, which is ${retention}`,
    ),
  ({ replicas, stores }) =>
    when(
      replicas.jaeger > 1 && stores.traces === 'badger',
      'replicas.jaeger',
      'badger is a volume of one Jaeger; set stores.traces to clickhouse, opensearch, elasticsearch or cassandra, or replicas.jaeger to 1',
    ),
  ({ stores }) =>
    when(
      stores.traces === 'badger' && stores.tracesUrl !== null,
      'stores.tracesUrl',
      'badger has no address; leave it out, or set stores.traces to the store that it belongs to',
    ),
  ({ stores }) =>
    when(
      !['badger', 'clickhouse'].includes(stores.traces) && stores.tracesUrl === null,
      'stores.tracesUrl',
      `expected the address of ${stores.traces}, which the stack does not deploy`,
    ),
  ({ stores }) =>
    stores.metrics === 'mimir'
      ? (['metricsUrl', 'metricsQueryUrl'] as const)
          .filter((key) => stores[key] === null)
          .map((key) => ({
            key: `stores.${key}`,
            problem: `expected ${key === 'metricsUrl' ? "Mimir's remote-write URL" : 'the URL that Mimir answers queries at'}, since stores.metrics is mimir`,
          }))
      : when(stores.metricsUrl !== null, 'stores.metricsUrl', 'set stores.metrics to mimir to use it'),
  ({ stores }) =>
    when(
      stores.logs === 's3' && stores.bucket === null,
      'stores.bucket',
      'expected the name of a bucket, since stores.logs is s3',
    ),
  ({ stores }) =>
    when(
      stores.logs === 's3' && stores.bucketEndpoint === null && stores.bucketRegion === null,
      'stores.bucketEndpoint',
      'expected the endpoint of the object storage (or stores.bucketRegion), since stores.logs is s3',
    ),
  ({ stores }) =>
    when(
      stores.logsMode === 'microservices' && stores.logs !== 's3',
      'stores.logsMode',
      'microservices share object storage; set stores.logs to s3, or stores.logsMode to single',
    ),
  ({ replicas, stores }) =>
    when(
      replicas.loki > 1 && stores.logsMode === 'single',
      'replicas.loki',
      'a single Loki is one; set stores.logsMode to microservices (and stores.logs to s3), or replicas.loki to 1',
    ),
  ({ replicas, stores }) =>
    when(
      replicas.hub > 1 && (stores.database !== 'server' || !stores.redis),
      'replicas.hub',
      'hubs share PostgreSQL and Redis; set stores.database to server and stores.redis to true, or replicas.hub to 1',
    ),
  ({ replicas, stores }) =>
    when(
      replicas.grafana > 1 && stores.database !== 'server',
      'replicas.grafana',
      'Grafanas share PostgreSQL; set stores.database to server, or replicas.grafana to 1',
    ),
  ({ replicas, stores }) =>
    when(
      replicas.grafana > 1 && stores.databaseUrlFile !== null,
      'replicas.grafana',
      "Grafanas share the PostgreSQL of the stack, and one of yours (stores.databaseUrlFile) is the hub's alone; set replicas.grafana to 1",
    ),
  ({ stores }) =>
    when(
      stores.databaseUrlFile !== null && stores.database !== 'server',
      'stores.databaseUrlFile',
      'set stores.database to server to use it',
    ),
  ({ stores }) =>
    when(
      stores.databaseReader !== null && stores.databaseUrlFile === null,
      'stores.databaseReader',
      'the stack reads its own database by itself; leave it out, or name one of yours in stores.databaseUrlFile',
    ),
  ({ stores }) =>
    when(
      stores.redisUrlFile !== null && !stores.redis,
      'stores.redisUrlFile',
      'set stores.redis to true to use it',
    ),
  ({ ingest, ports }) =>
    when(
      ingest.auth === 'off' && !isLoopback(ports.host),
      'ingest.auth',
      `ports.host is ${ports.host}, where others can send; leave it at auto, or bind ports.host to 127.0.0.1`,
    ),
  ({ hosts, tls }) =>
    when(
      Object.values(hosts).some((host) => host !== null) && tls.secret === null && tls.issuer === null,
      'tls',
      'host names need a certificate; set tls.secret or tls.issuer',
    ),
  ({ tls }) =>
    when(
      tls.secret !== null && tls.issuer !== null,
      'tls',
      'expected one of tls.secret and tls.issuer, got both',
    ),
  ({ ports: { host: _, internal: __, ...published } }) => {
    const seen = new Map<number, string>();
    return Object.entries(published).flatMap(([name, port]) => {
      const other = seen.get(port);
      seen.set(port, name);
      return other === undefined
        ? []
        : [{ key: `ports.${name}`, problem: `ports.${other} has the same port; each needs one of its own` }];
    });
  },
  ({ resources }) =>
    Object.entries(resources).flatMap(([name, { cpu, memory }]) =>
      [
        when(
          (cpuCores(cpu.request) ?? 0) > (cpuCores(cpu.limit) ?? 0),
          `resources.${name}.cpu.request`,
          `expected at most the limit, which is ${cpu.limit}`,
        ),
        when(
          (sizeBytes(memory.request) ?? 0) > (sizeBytes(memory.limit) ?? 0),
          `resources.${name}.memory.request`,
          `expected at most the limit, which is ${memory.limit}`,
        ),
      ].filter((fault) => fault !== null),
    ),
  ({ caps, storage }) => capFault('caps.metrics', caps.metrics, 'prometheus', storage.sizes.prometheus),
  ({ caps, storage, stores }) => {
    if (stores.databaseUrlFile !== null) return null;
    const server = stores.database === 'server' ? 'postgres' : 'hub';
    return capFault('caps.executions', caps.executions, server, storage.sizes[server]);
  },
  ({ redaction }) =>
    redaction.rules.flatMap(({ name, pattern }, index) =>
      isRe2(pattern)
        ? []
        : [
            {
              key: `redaction.rules.${index}.pattern`,
              problem: `rule ${name}: expected a regular expression that RE2 knows (no look-around, no back-references, no \\u or \\c, no [^], no repetition above 1000)`,
            },
          ],
    ),
  ({ stores, collection }) =>
    [
      {
        key: 'stores.tracesUrl',
        url: stores.tracesUrl,
        instead: 'name the file that holds the password in stores.tracesPasswordFile',
      },
      ...(['metricsUrl', 'metricsQueryUrl'] as const).map((name) => ({
        key: `stores.${name}`,
        url: stores[name],
        instead: 'give the address of a proxy of yours that adds them',
      })),
      ...collection.healthChecks.map((url, index) => ({
        key: `collection.healthChecks.${index}`,
        url,
        instead: 'give an address that answers without them',
      })),
    ].flatMap(({ key, url, instead }) =>
      url !== null && hasUserInfo(url)
        ? [
            {
              key,
              problem: `expected an address without user and password, which would stand in rendered files; ${instead}`,
              isSecret: true,
            },
          ]
        : [],
    ),
  ({ redaction }) =>
    redaction.off.flatMap((name, index) =>
      redactionRules.some((rule) => rule.name === name)
        ? []
        : [
            {
              key: `redaction.off.${index}`,
              problem: `there is no built-in rule ${name}; there are ${redactionRules.map((rule) => rule.name).join(', ')}`,
            },
          ],
    ),
];

/** Whether Alertmanager finds it in its time zone database, whose names are files: letter case counts. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Z][\w+-]*(\/[A-Z][\w+-]*)*$/.test(name)) return false;
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}

function capFault(key: string, cap: string, server: string, volume: string | undefined): Fault | null {
  return when(
    volume !== undefined && (sizeBytes(cap) ?? 0) > (sizeBytes(volume) ?? 0),
    key,
    `expected at most the volume, storage.sizes.${server}, which is ${volume}`,
  );
}

/** Settings that are each right and impossible together. */
export function combinationFaults(settings: Settings): Fault[] {
  return rules.flatMap((rule) => rule(settings) ?? []);
}
