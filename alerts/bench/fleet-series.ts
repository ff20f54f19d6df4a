import * as conventions from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../promql/environment.ts';
import { nameOf } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';

/** One series of a synthetic fleet. */
export interface FleetSeries {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  /** Which server has it. */
  readonly from: string;
  /** Its value, `seconds` after the fleet began. */
  readonly at: (seconds: number) => number;
}

type Labels = Readonly<Record<string, string>>;
const numbered = (count: number, of: (index: number) => Labels) =>
  Array.from({ length: count }, (_, index) => of(index));
const each = (label: string, ...values: readonly string[]) => values.map((value) => ({ [label]: value }));

export const AGENTS = 50;
const WORKFLOWS = 10;
export const MODELS = 10;
export const TOOLS = 5;

/** What labels are worth; labels that go together stand together. */
const dimensions: readonly (readonly Labels[])[] = [
  each(ENVIRONMENT, 'production'),
  // Whose execution it is nearest to: a series has one of them.
  [
    ...numbered(AGENTS, (n) => ({ agent: `agent-${n}` })),
    ...numbered(WORKFLOWS, (n) => ({ workflow: `workflow-${n}` })),
  ],
  numbered(MODELS, (n) => ({ provider: `provider-${n % 3}`, model: `model-${n}` })),
  numbered(TOOLS, (n) => ({ tool: `tool-${n}` })),
  numbered(8, (n) => ({
    service_name: `service-${n}`,
    service: `service-${n}`,
    client: `service-${n}`,
    server: `service-${(n + 1) % 8}`,
    http_url: `http://service-${n}/health`,
    host_name: `host-${n % 4}`,
  })),
  numbered(20, (n) => ({ namespace: `team-${n % 4}`, pod: `pod-${n}`, container: `container-${n}` })),
  each('status', 'success', 'failed', 'cancelled'),
  each('type', 'input', 'output', 'cache_read', 'cache_write', 'reasoning'),
  each('error_type', 'timeout', '429'),
  each('evaluation', 'relevance', 'correctness'),
  each('severity', 'info', 'warning', 'error'),
  each('level', 'INFO', 'WARN', 'ERROR'),
  numbered(6, (n) => ({ span_name: `GET /route-${n}`, route: `/route-${n}`, agentType: `type-${n}` })),
  each('span_kind', 'SPAN_KIND_SERVER', 'SPAN_KIND_CLIENT', 'SPAN_KIND_INTERNAL'),
  each('status_code', 'STATUS_CODE_UNSET', 'STATUS_CODE_ERROR'),
  each('cpu', 'cpu0', 'cpu1', 'cpu2', 'cpu3'),
  each('state', 'idle', 'wait', 'user', 'free', 'used'),
  numbered(3, (n) => ({ device: `disk${n}`, mountpoint: `/mnt/${n}`, persistentvolumeclaim: `volume-${n}` })),
  each('direction', 'read', 'write'),
  each('signal', 'traces', 'logs', 'metrics'),
  each('reason', 'queue_full', 'rejected'),
  each('receiver', 'otlp'),
  each('exporter', 'jaeger', 'loki', 'prometheus'),
  each('data_type', 'traces', 'logs', 'metrics'),
  [{ http_status_class: '2xx', http_status_code: '200', http_method: 'GET' }],
];

/** Labels of whoever sends, which Prometheus and the collector put on what services and hosts have. */
const senders: Readonly<Record<string, readonly string[]>> = {
  host: ['host_name'],
  services: [ENVIRONMENT, 'service_name', 'host_name'],
};

/** All that such a fleet has for labels of these names: every combination, each once. */
export function labelSets(names: readonly string[]): Labels[] {
  const used = dimensions
    .map((values) => values.filter((one) => names.some((name) => name in one)))
    .filter((values) => values.length > 0);
  const sets = used.reduce<Labels[]>(
    (all, values) => all.flatMap((one) => distinct(values, names).map((value) => ({ ...one, ...value }))),
    [{}],
  );
  return sets;
}

function distinct(values: readonly Labels[], names: readonly string[]): Labels[] {
  const kept = values.map((one) =>
    Object.fromEntries(Object.entries(one).filter(([name]) => names.includes(name))),
  );
  return [...new Map(kept.map((one) => [JSON.stringify(one), one])).values()];
}

/** A number from 0 to 1 that is always the same for a text. */
export function shareOf(text: string): number {
  let hash = 2_166_136_261;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 16_777_619);
  }
  return (hash >>> 0) / 2 ** 32;
}

/** What a healthy fleet has little or nothing of. */
const NEVER =
  /refused|send_failed|enqueue_failed|dropped|rejected|request_failed|network_errors|discarded|panic|oom_|unpriced|throttled/;
const SELDOM = /failed|cancelled|_errors_|STATUS_CODE_ERROR|"error"|"ERROR"/;

/** Every series of the hub, and of others those that `read` names; Prometheus itself has its own. */
export function fleetSeries(read: ReadonlySet<string>): FleetSeries[] {
  const { fleetMetrics, hubMetrics, shimMetrics, platformMetrics, teamMetrics } = conventions;
  const ours = (from: string, metrics: object) =>
    Object.values(metrics as Record<string, conventions.MetricDefinition>).map((metric) => ({
      from,
      name: nameOf(metric),
      kind: metric.kind,
      labels: metric.labels,
      buckets: metric.buckets ?? [],
    }));
  const definitions = [
    ...ours('hub', fleetMetrics),
    ...ours('hub', hubMetrics),
    ...[
      shimMetrics,
      platformMetrics,
      teamMetrics(conventions.DEFAULT_TEAM_PREFIX),
      conventions.processMetrics,
      conventions.runtimeMetrics,
    ].flatMap((metrics) => ours('services', metrics)),
    ...Object.values(serverMetrics)
      .filter(({ from }) => from !== 'prometheus')
      .map((metric) => ({
        from:
          metric.from === 'collector' && metric.prometheus.startsWith('traces_') ? 'services' : metric.from,
        name: metric.prometheus,
        kind: metric.kind,
        labels: metric.labels,
        buckets: conventions.durationBuckets,
      })),
  ];
  return definitions.flatMap(({ from, name, kind, labels, buckets }) => {
    const isThere = (full: string) => from === 'hub' || read.has(full);
    const sets = labelSets([...labels.map(conventions.prometheusLabel), ...(senders[from] ?? [])]);
    if (kind !== 'histogram') {
      return isThere(name)
        ? sets.map((set) => ({ from, name, labels: set, at: valueAt(name, set, kind) }))
        : [];
    }
    return sets.flatMap((set) => [
      ...(isThere(`${name}_bucket`)
        ? [...buckets, Number.POSITIVE_INFINITY].map((edge, index) => {
            const counted = valueAt(name, set, 'counter');
            return {
              from,
              name: `${name}_bucket`,
              labels: { ...set, le: leOf(edge) },
              at: (seconds: number) =>
                Math.floor(counted(seconds) * Math.min(1, (2 * (index + 1)) / (buckets.length + 1))),
            };
          })
        : []),
      ...(['count', 'sum'] as const)
        .filter((part) => isThere(`${name}_${part}`))
        .map((part) => ({ from, name: `${name}_${part}`, labels: set, at: valueAt(name, set, 'counter') })),
    ]);
  });
}

function valueAt(name: string, labels: Labels, kind: conventions.InstrumentKind): FleetSeries['at'] {
  const text = `${name}${JSON.stringify(labels)}`;
  const share = shareOf(text);
  if (kind !== 'counter') return (seconds) => 0.2 + 0.1 * Math.sin(seconds / 600 + 6 * share);
  const aSecond = NEVER.test(text) ? 0 : (0.05 + share) * (SELDOM.test(text) ? 0.001 : 1);
  return (seconds) => Math.floor(aSecond * seconds);
}

function leOf(edge: number): string {
  if (edge === Number.POSITIVE_INFINITY) return '+Inf';
  return Number.isInteger(edge) ? edge.toFixed(1) : String(edge);
}

/** A series as the exposition formats write it. */
export function selectorOf(name: string, labels: Labels): string {
  const inside = Object.entries(labels).map(([label, value]) => `${label}=${JSON.stringify(value)}`);
  return inside.length === 0 ? name : `${name}{${inside.join(',')}}`;
}
