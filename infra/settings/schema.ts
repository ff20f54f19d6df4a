import { isIP } from 'node:net';
import { agentDurationBuckets, durationBuckets } from '@observatory/shim/conventions';
import { z } from 'zod';
import { cpu, duration, size } from './units.ts';

export const profileNames = ['local', 'small', 'medium', 'large'] as const;
export type ProfileName = (typeof profileNames)[number];

/** Every server that a stack can have. */
export const componentNames = [
  'agent',
  'collector',
  'prometheus',
  'alertmanager',
  'loki',
  'jaeger',
  'grafana',
  'hub',
  'postgres',
  'redis',
  'clickhouse',
  'cadvisor',
  'balancer',
] as const;
export type ComponentName = (typeof componentNames)[number];

// The environment and the command line give numbers as text.
const number = (error: string) =>
  z.preprocess(
    (value) => (typeof value === 'string' && value.trim() !== '' ? Number(value) : value),
    z.number({ error }),
  );
const wholeNumber = (min: number, max: number) => {
  const error = `expected a whole number from ${min} to ${max}`;
  return number(error).refine((value) => Number.isInteger(value) && value >= min && value <= max, { error });
};
const RATIO = 'expected a number from 0 to 1';
const ratio = number(RATIO).refine((value) => value >= 0 && value <= 1, { error: RATIO });
const RATIO_ABOVE_ZERO = 'expected a number above 0 and up to 1';
const ratioAboveZero = number(RATIO_ABOVE_ZERO).refine((value) => value > 0 && value <= 1, {
  error: RATIO_ABOVE_ZERO,
});
const OBJECTIVE = 'expected a share above 0 and below 1 such as 0.99, or null for no SLO';
const objective = (what: string) =>
  number(OBJECTIVE)
    .refine((value) => value > 0 && value < 1, { error: OBJECTIVE })
    .nullable()
    .describe(`Share of ${what}; null for no SLO.`);
/** A time that a histogram can tell of: between two boundaries nothing is known. */
const edgeOf = (edges: readonly number[]) => {
  const error = `expected a bucket boundary in seconds: ${edges.join(', ')}`;
  return number(error).refine((value) => edges.includes(value), { error });
};
const flag = z.union([z.boolean(), z.enum(['true', 'false']).transform((text) => text === 'true')], {
  error: 'expected true or false',
});
const oneOf = <const T extends readonly [string, ...string[]]>(...values: T) =>
  z.enum(values, { error: `expected one of ${values.join(', ')}` });
const text = z.string({ error: 'expected text' }).min(1, { error: 'expected text that is not empty' });
const url = z.string({ error: 'expected a URL' }).regex(/^[a-z][a-z0-9+.-]*:\/\/\S+$/, {
  error: 'expected a URL such as "https://example.com/path"',
});
const ADDRESS = 'expected an IP address such as "127.0.0.1" or "0.0.0.0", or localhost';
const hostName = z
  .string({ error: 'expected a host name' })
  .regex(/^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$/, { error: 'expected a host name such as "hub.example.com"' });
/** `host:port`, with an address of IPv6 in brackets. */
const hostAndPort = (example: string) => {
  const error = `expected host:port such as "${example}"`;
  return z.string({ error }).refine(
    (value) => {
      const [, port] = /^(?:\[[\da-f:.]+\]|[\w.-]+):(\d{1,5})$/i.exec(value) ?? [];
      return Number(port ?? 0) >= 1 && Number(port) <= 65_535;
    },
    { error },
  );
};
const IMAGE = 'expected an image such as "registry.example.com/prom/prometheus:v3.14.0"';
const imageName = z.string({ error: IMAGE }).regex(/^\S+$/, { error: IMAGE });
const name = z.string({ error: 'expected a name' }).regex(/^[a-z]([a-z0-9-]{0,38}[a-z0-9])?$/, {
  error: 'expected a name of at most 40 lower-case letters, digits and hyphens that begins with a letter',
});
const POSITIVE = 'expected a number above 0';
const positive = number(POSITIVE).refine((value) => value > 0 && value < 1e12, { error: POSITIVE });
const DOLLARS = 'expected US dollars above 0 such as 25';
const dollars = number(DOLLARS).refine((value) => value > 0 && value < 1e12, { error: DOLLARS });
const timeOfDay = z
  .string({ error: 'expected a time of day such as "22:00"' })
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, {
    error: 'expected a time of day such as "22:00"',
  });
const weekDay = oneOf('monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday');
/** A list; the environment and the command line give it as comma-separated text. */
const list = <T extends z.ZodType>(item: T) =>
  z.preprocess(
    (value) =>
      typeof value === 'string'
        ? value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '')
        : value,
    z.array(item, { error: 'expected a list' }),
  );
const file = text.describe('Path of a file, from the folder of observatory.yaml.');

const GROUP = 'expected a group name without quotes';
/** It stands between quotes in the expression by which Grafana finds a role. */
const groupName = z.string({ error: GROUP }).regex(/^[^'"`\\]+$/, { error: GROUP });

const METRICS_PREFIX = 'expected letters, digits and underscores, beginning with a letter, such as "aet"';
const metricsPrefix = z
  .string({ error: METRICS_PREFIX })
  .regex(/^[a-zA-Z][a-zA-Z0-9_]*$/, { error: METRICS_PREFIX });

const address = z
  .string({ error: ADDRESS })
  .refine((value) => value === 'localhost' || isIP(value) !== 0, { error: ADDRESS });

const port = (meaning: string) => wholeNumber(1, 65_535).describe(meaning);
const resourcesOf = z.strictObject({
  cpu: z.strictObject({ request: cpu, limit: cpu }),
  memory: z.strictObject({ request: size, limit: size }),
});
const perComponent = <T extends z.ZodType>(value: T) => z.partialRecord(z.enum(componentNames), value);

const receivers = z.strictObject({
  slack: z
    .strictObject({
      urlFile: file,
      channel: text.optional().describe('Channel, where the webhook allows another.'),
    })
    .nullable()
    .describe('Slack: file that holds the incoming webhook URL, and the channel.'),
  discord: z.strictObject({ urlFile: file }).nullable().describe('Discord: file that holds the webhook URL.'),
  pagerduty: z
    .strictObject({ keyFile: file })
    .nullable()
    .describe('PagerDuty: file that holds the routing key; gets critical alerts only.'),
  email: z
    .strictObject({
      to: text.describe('Comma list of addresses to tell.'),
      from: text.describe('Address of the sender.'),
      server: hostAndPort('mail.example.com:587').describe('SMTP server, host:port.'),
      user: text.optional().describe('SMTP user.'),
      passwordFile: file.optional().describe('File that holds the SMTP password.'),
    })
    .nullable()
    .describe('E-mail: addresses, SMTP server, user and the file that holds the password.'),
  webhook: z
    .strictObject({ urlFile: file })
    .nullable()
    .describe("Any webhook: file that holds the URL; gets Alertmanager's payload."),
  deadMansSwitch: z
    .strictObject({ urlFile: file })
    .nullable()
    .describe(
      'Service outside the stack that must hear of Watchdog every five minutes and tells you when it does not: file that holds the URL.',
    ),
});

/** All settings of the stack. Every key has a value in the profile or the defaults; `null` means not set. */
export const settingsSchema = z.strictObject({
  profile: oneOf(...profileNames).describe('Size of the stack; docs/profiles.md says what each carries.'),
  name: name.describe('Name of the stack: the compose project, and the label app.kubernetes.io/part-of.'),
  namespace: name.describe('Namespace on Kubernetes.'),
  folder: text.describe('Folder of secrets, logs and, for processes, data.'),
  retention: duration.describe('How long metrics, logs, traces and executions are kept, in every target.'),
  outage: duration.describe(
    'How long a backend may be gone without loss: sizes queues and the out-of-order window.',
  ),
  caps: z
    .strictObject({
      metrics: size.describe('Most that Prometheus keeps on disk; the oldest go first.'),
      executions: size.describe("Most that the hub's database keeps on disk; the oldest go first."),
    })
    .describe('Size caps where the server has one.'),
  storage: z
    .strictObject({
      class: text.nullable().describe('Storage class on Kubernetes; null for the default one.'),
      sizes: z
        .record(z.enum(componentNames).exclude(['agent', 'balancer', 'cadvisor', 'redis']), size)
        .describe('Size of the volume of each server on Kubernetes; Docker and processes share the disk.'),
    })
    .describe('Volumes.'),
  replicas: z
    .strictObject({
      collector: wholeNumber(1, 50).describe('Collectors that process; above 1 an agent spreads the traces.'),
      alertmanager: wholeNumber(1, 9).describe('Alertmanagers.'),
      loki: wholeNumber(1, 50).describe('Loki; above 1 needs object storage.'),
      jaeger: wholeNumber(1, 50).describe('Jaeger; above 1 needs shared storage.'),
      grafana: wholeNumber(1, 9).describe('Grafana; above 1 needs the PostgreSQL of the stack.'),
      hub: wholeNumber(1, 50).describe('Hubs; above 1 needs PostgreSQL and Redis.'),
    })
    .describe('How many of each server.'),
  resources: z
    .record(z.enum(componentNames), resourcesOf)
    .describe('CPU and memory, requested and limited, of each server.'),
  ports: z
    .strictObject({
      host: address.describe('Address that published ports bind to; other than loopback needs ingest.auth.'),
      jaeger: port("Jaeger's page and API."),
      grafana: port('Grafana.'),
      prometheus: port('Prometheus.'),
      loki: port('Loki.'),
      alertmanager: port('Alertmanager.'),
      hub: port('Hub: API, page and OTLP/HTTP.'),
      otlpGrpc: port('OTLP/gRPC of the collector.'),
      otlpHttp: port('OTLP/HTTP of the collector.'),
      internal: wholeNumber(1024, 65_000).describe(
        'First of about 40 ports on loopback that processes use among themselves.',
      ),
    })
    .describe('Published ports.'),
  hosts: z
    .strictObject({
      hub: hostName.nullable().describe('Host name of the hub: gives it an Ingress.'),
      grafana: hostName.nullable().describe('Host name of Grafana: gives it an Ingress.'),
      otlp: hostName.nullable().describe('Host name of OTLP/HTTP: gives the collector an Ingress.'),
    })
    .describe('Host names, on Kubernetes.'),
  tls: z
    .strictObject({
      secret: text.nullable().describe('Secret that holds the certificate of the host names.'),
      issuer: text.nullable().describe('ClusterIssuer of cert-manager that makes it.'),
    })
    .describe('TLS of the Ingress.'),
  ingressClass: text.nullable().describe('Ingress class; null for the default one.'),
  images: z
    .strictObject({
      registry: text.nullable().describe('Registry that all images are pulled from, such as a mirror.'),
      pullSecret: text.nullable().describe('Secret on Kubernetes to pull images with.'),
      overrides: perComponent(imageName).describe('Image of a server in full, with tag or digest.'),
    })
    .describe('Images.'),
  stores: z
    .strictObject({
      traces: oneOf('badger', 'clickhouse', 'opensearch', 'elasticsearch', 'cassandra').describe(
        'Where Jaeger keeps traces; badger is a volume of one Jaeger.',
      ),
      tracesUrl: text
        .nullable()
        .describe('Address of that store; null for ClickHouse deploys one in the stack.'),
      tracesPasswordFile: file.nullable().describe('File that holds the password of that store.'),
      metrics: oneOf('prometheus', 'mimir').describe('mimir: Prometheus remote-writes and keeps little.'),
      metricsUrl: url.nullable().describe('Remote-write URL of Mimir.'),
      metricsQueryUrl: url.nullable().describe('URL that Grafana and Jaeger query metrics at.'),
      logs: oneOf('volume', 's3').describe('Where Loki keeps logs.'),
      logsMode: oneOf('single', 'microservices').describe('How Loki runs.'),
      bucket: text.nullable().describe('Bucket of the object storage.'),
      bucketEndpoint: text
        .nullable()
        .describe('Endpoint of the object storage, host:port; http://host:port without TLS.'),
      bucketRegion: text.nullable().describe('Region of the object storage.'),
      bucketCredentialsFile: file
        .nullable()
        .describe(
          'File with the keys in the form of an AWS credentials file; null to use the role of the pod.',
        ),
      database: oneOf('embedded', 'server').describe(
        "The hub's database: one of its own, or a PostgreSQL server.",
      ),
      databaseUrlFile: file
        .nullable()
        .describe('File that holds the URL of a PostgreSQL of yours; null deploys one in the stack.'),
      databaseReader: z
        .strictObject({
          host: hostAndPort('db.example.com:5432').describe(
            'Address of that PostgreSQL, as Grafana reaches it.',
          ),
          database: text.describe("Name of the hub's database."),
          passwordFile: file.describe(
            'File that holds the password of its role observatory_reader, at least 16 characters without a dollar; the hub makes the role where it may.',
          ),
          tls: oneOf('disable', 'require', 'verify-full')
            .optional()
            .describe('Encryption of the connection; verify-full where it is left out.'),
        })
        .nullable()
        .describe(
          'Where Grafana reads the SQL views of a PostgreSQL of yours (docs/sql-views.md); null leaves out the panels that do.',
        ),
      redis: flag.describe('Whether Redis stands between hubs, by which they tell one another what is new.'),
      redisUrlFile: file.nullable().describe('File that holds the URL of a Redis of yours.'),
    })
    .describe('Which engine keeps what.'),
  grafana: z
    .strictObject({
      dashboards: list(text).describe(
        'Files of your own dashboards, from the folder of observatory.yaml: .ts made of the parts of dashboards/ (docs/dashboards.md), or .json as Grafana exports it.',
      ),
      oidc: z
        .strictObject({
          name: text.describe('What the button of the login says.'),
          clientId: text.describe('Client id.'),
          clientSecretFile: file.describe('File that holds the client secret.'),
          authUrl: url.describe('Authorization endpoint.'),
          tokenUrl: url.describe('Token endpoint.'),
          apiUrl: url.describe('Userinfo endpoint.'),
          scopes: list(text).optional().describe('Scopes; openid, profile, email and groups unless said.'),
          admins: list(groupName).describe('Groups whose members are administrators.'),
          editors: list(groupName).describe('Groups whose members are editors; everybody else is a viewer.'),
        })
        .nullable()
        .describe(
          'OpenID Connect for the people of Grafana, with their roles by group; null for users that its administrator makes.',
        ),
    })
    .describe('Grafana.'),
  scrapeInterval: duration.describe('How often Prometheus scrapes.'),
  metricsPrefix: metricsPrefix.describe(
    'Prefix of the engineering team metrics, as OBSERVATORY_METRICS_PREFIX of the services says it; alerts and dashboards follow.',
  ),
  metricsWay: oneOf('otlp', 'scrape').describe(
    'Which way the metrics of services take to Prometheus: through the collector, or scraped.',
  ),
  operator: oneOf('auto', 'on', 'off').describe(
    'Whether ServiceMonitor and PrometheusRule are made: auto asks the cluster for their kinds.',
  ),
  sampling: z
    .strictObject({
      ratio: ratio.describe("Share of traces without an agent's run that Jaeger keeps."),
      wait: duration.describe('How long a trace waits for the decision.'),
      slow: duration.describe('Traces slower than this are kept.'),
      traces: wholeNumber(100, 10_000_000).describe('Most traces that wait at once.'),
    })
    .describe('Tail sampling on the way to Jaeger; runs of agents, errors and slow traces are always kept.'),
  redaction: z
    .strictObject({
      enabled: flag.describe('Whether the collector redacts secrets and personal data.'),
      rules: list(z.strictObject({ name, pattern: text, replacement: z.string() })).describe(
        'Further rules: name, pattern (RE2) and replacement.',
      ),
      off: list(name).describe('Names of built-in rules that do not apply.'),
    })
    .describe('Redaction in the collector.'),
  ingest: z
    .strictObject({
      auth: oneOf('auto', 'on', 'off').describe(
        'Whether senders need the bearer token: auto asks for it where others than loopback can send.',
      ),
      cors: list(text).describe('Origins of browsers that may send OTLP/HTTP.'),
      namespaces: list(name).describe(
        'Namespaces on Kubernetes whose pods may send; each gets a copy of the token.',
      ),
      maxBytes: size.describe('Largest OTLP request.'),
    })
    .describe('Who may send.'),
  collection: z
    .strictObject({
      containerLogs: flag.describe(
        "Whether logs of all the machine's containers are collected; reads a path of the host, with Docker as root.",
      ),
      containerMetrics: flag.describe('Whether containers are measured.'),
      hostMetrics: flag.describe('Whether the collector measures the host, where it runs as a process.'),
      logFiles: list(text).describe('Log files of services without the shim, as glob patterns.'),
      healthChecks: list(url).describe('/health URLs that the collector probes.'),
      scrape: list(hostAndPort('db.example.com:9187')).describe(
        'Further targets host:port that Prometheus scrapes.',
      ),
    })
    .describe('What is collected without the shim; opt-in.'),
  alerts: z
    .strictObject({
      receivers: receivers.describe('Who is told.'),
      sloWindow: oneOf('7d', '28d', '30d').describe('Window of the SLOs; at most the retention.'),
      slos: z
        .strictObject({
          runSuccess: objective('runs of an agent that must succeed'),
          runLatency: objective('runs of an agent that must end within runLatencySeconds'),
          runLatencySeconds: edgeOf(agentDurationBuckets).describe(
            'Time that a run may take; a bucket boundary of observatory_run_duration_seconds.',
          ),
          toolSuccess: objective('calls of a tool that must succeed'),
          firstToken: objective('streamed answers of a model that must begin within firstTokenSeconds'),
          firstTokenSeconds: edgeOf(durationBuckets).describe(
            'Time to the first token; a bucket boundary of observatory_time_to_first_token_seconds.',
          ),
          telemetryDelivery: objective('spans, log records and metric points that must be delivered'),
        })
        .describe('Objectives of the given SLOs; docs/slos.md.'),
      anomalies: flag.describe('Whether anomaly rules run; they need eight days of retention.'),
      repeat: duration.describe('How often people are told again of what still fires.'),
      quietHours: z
        .strictObject({
          from: timeOfDay.describe('Begin, such as 22:00.'),
          to: timeOfDay.describe('End, such as 07:00; of the next day where it is earlier.'),
          days: list(weekDay).describe('Days on which it begins.'),
          timeZone: text.describe('Time zone, such as Europe/Berlin.'),
        })
        .nullable()
        .describe(
          'When nobody is told of warnings: from, to, days and timeZone; critical alerts come always.',
        ),
      budgets: z
        .strictObject({
          day: dollars.nullable().describe('US dollars that all agents together may cost a day.'),
          month: dollars.nullable().describe('US dollars that all agents together may cost in 30 days.'),
        })
        .describe('Budgets; null watches none.'),
      thresholds: z
        .strictObject({
          events: positive.describe('Events of agents a minute above which HighEventRate tells (EN1).'),
          slowExecution: duration.describe(
            'Time above which the 95th percentile of executions is slow (OR9).',
          ),
          slowTask: duration.describe('Time above which the 95th percentile of tasks is slow (AE7).'),
          cpu: ratioAboveZero.describe('Share of the CPU above which HighCpu tells (AE7).'),
          memory: ratioAboveZero.describe('Share of the memory above which HighMemory tells (AE7).'),
          stuck: duration.describe('Silence of a running execution after which it is stuck.'),
          calls: positive.describe('Calls of models and tools in one execution above which it loops.'),
        })
        .describe('Thresholds that fit one fleet and not another.'),
    })
    .describe('Alerts.'),
  hub: z
    .strictObject({
      spans: oneOf('all', 'agent').describe("Which spans the hub keeps: all, or agents' only."),
      executionTimeout: duration.describe('Silence after which an execution counts as abandoned.'),
      heartbeatTimeout: duration.describe(
        'Silence of a process that sent heartbeats after which its executions count as abandoned.',
      ),
      errorRateThreshold: ratioAboveZero.describe(
        'Share of failed executions that counts as bad; twice as much takes all points of health for errors.',
      ),
      responseTimeThreshold: duration.describe(
        'Time that an execution may take on average; twice as much takes all points of health for time.',
      ),
      pricesFile: file
        .nullable()
        .describe(
          'File of your own prices of models (docs/cost.md), from the folder of observatory.yaml; null for the table that comes with the hub alone.',
        ),
      oidc: z
        .strictObject({
          name: text
            .optional()
            .describe("What the button of the sign-in says; the issuer's host unless said."),
          issuer: url.describe('Issuer, as https://login.example.com/realms/company.'),
          clientId: text.describe('Client id.'),
          clientSecretFile: file.describe('File that holds the client secret.'),
          scopes: list(text).optional().describe('Scopes; openid, profile and email unless said.'),
          roleClaim: text.optional().describe('Claim that says who somebody is; groups unless said.'),
          contact: text
            .refine((value) => value.length <= 200, { error: 'expected at most 200 characters' })
            .optional()
            .describe('Whom to ask for a role, as somebody without one is told.'),
          roles: list(text).describe(
            'Roles by the values of that claim, as agents-admins=admin or agents-dev=shop:operator; *=viewer is everybody.',
          ),
        })
        .nullable()
        .describe(
          'OpenID Connect for the people of the hub (docs/sign-in.md); null for keys alone. Gives the hub a way out.',
        ),
      keep: z
        .strictObject({
          spans: duration.nullable().describe('How long spans are kept; null as long as everything.'),
          events: duration.nullable().describe('How long events are kept; null likewise.'),
          logs: duration
            .nullable()
            .describe('How long log lines, and evaluations with them, are kept; null likewise.'),
          snapshots: duration
            .nullable()
            .describe('How long snapshots of the state of executions are kept; null likewise.'),
        })
        .describe(
          'How long the hub keeps some kinds of records, in whole days of at most the retention; null as long as everything.',
        ),
      webhook: z
        .strictObject({
          urlFile: file.describe(
            'File that holds the URL where the hub tells of its own alerts (WEBHOOK_URL).',
          ),
          signingKeyFile: file
            .optional()
            .describe('File that holds the key, of 16 characters at least, that signs what goes there.'),
        })
        .nullable()
        .describe(
          "Where the hub tells of alerts (docs/notifications.md): file that holds the URL of Slack, Discord, PagerDuty or any webhook, in the hub's own payload. Gives the hub a way out.",
        ),
      allowedOrigins: list(url).describe(
        'Origins whose pages may use the hub from a browser, beside its own.',
      ),
      trustedProxies: list(text).describe(
        'Addresses or networks of proxies in front of the hub whose X-Forwarded-For is believed.',
      ),
      encryptionKeyFile: file
        .nullable()
        .describe(
          'File with the keys that the hub encrypts payloads with (docs/encryption.md), from the folder of observatory.yaml; null keeps them as they are.',
        ),
    })
    .describe('The hub.'),
  labels: z
    .record(text, z.string({ error: 'expected text' }), {
      error: 'expected a mapping such as {team: agents}',
    })
    .describe('Labels on everything deployed, and external labels of Prometheus.'),
});

export type Settings = z.infer<typeof settingsSchema>;
export type ResourcesOf = z.infer<typeof resourcesOf>;

/** Settings as a user writes them: any part of the tree. */
export type PartialSettings = { readonly [K in keyof Settings]?: DeepPartial<Settings[K]> };
type DeepPartial<T> = T extends readonly unknown[]
  ? T
  : T extends object
    ? { readonly [K in keyof T]?: DeepPartial<T[K]> }
    : T;
