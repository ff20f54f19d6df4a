import type { ReadVariables } from './read-variables.ts';
import { variables } from './variables.ts';

export interface Endpoints {
  readonly traces: string;
  readonly metrics: string;
  readonly logs: string;
}
type Signal = keyof Endpoints;

const BASE = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const ownVariable = {
  traces: 'OTEL_EXPORTER_OTLP_TRACES_ENDPOINT',
  metrics: 'OTEL_EXPORTER_OTLP_METRICS_ENDPOINT',
  logs: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT',
} as const;

const GRPC_PORT = '4317';
const HTTP_PORT = '4318';
/** Of Jaeger's own receivers; Jaeger takes OTLP instead. */
const JAEGER_PORTS = new Set(['14250', '14268']);
const LOKI_PUSH = /\/loki\/api\/v1\/push\/?$/;

/**
 * The address of each signal. A signal's own variable is taken as it stands; the common one is a base to
 * which `/v1/<signal>` is added (OTLP exporter specification), whether or not it already ends so.
 * Addresses of protocols that the shim does not speak are led to OTLP/HTTP on the same host, and said so.
 */
export function resolveEndpoints({ values }: ReadVariables): { endpoints: Endpoints; problems: string[] } {
  const problems = new Set<string>();
  const base = baseAddress(values[BASE], problems);
  const endpointOf = (signal: Signal): string => {
    const own = values[ownVariable[signal]];
    return own === undefined ? `${base}/v1/${signal}` : ownAddress(own, signal, problems);
  };
  const endpoints = {
    traces: endpointOf('traces'),
    metrics: endpointOf('metrics'),
    logs: endpointOf('logs'),
  };
  if (values.JAEGER_ENDPOINT !== undefined) problems.add(`JAEGER_ENDPOINT is not used: set ${BASE} instead`);
  if (values.LOKI_URL !== undefined) problems.add(`LOKI_URL is not used: set ${ownVariable.logs} instead`);
  return { endpoints, problems: [...problems] };
}

function baseAddress(given: string, problems: Set<string>): string {
  if (LOKI_PUSH.test(new URL(given).pathname)) {
    const { fallback } = variables[BASE];
    problems.add(
      `${BASE} is Loki's push API, which takes logs alone: ${fallback} is used; for logs set ${ownVariable.logs}`,
    );
    return fallback;
  }
  const url = overHttp(new URL(given), BASE, problems);
  return url.href.replace(/\/+$/, '').replace(/\/v1\/(traces|metrics|logs)$/, '');
}

function ownAddress(given: string, signal: Signal, problems: Set<string>): string {
  const name = ownVariable[signal];
  const url = new URL(given);
  if (LOKI_PUSH.test(url.pathname)) {
    url.pathname = url.pathname.replace(LOKI_PUSH, `/otlp/v1/${signal}`);
    problems.add(`${name} is Loki's push API, which does not take OTLP: ${url.href} is used`);
    return url.href;
  }
  const spoken = overHttp(url, name, problems);
  if (spoken !== url && spoken.pathname === '/') spoken.pathname = `/v1/${signal}`;
  return spoken.href;
}

/** The same address where it can be OTLP/HTTP, else port 4318 of the same host. */
function overHttp(url: URL, name: string, problems: Set<string>): URL {
  const why = otherProtocol(url);
  if (why === undefined) return url;
  const scheme = url.protocol === 'https:' ? 'https:' : 'http:';
  const moved = new URL(`${scheme}//${url.hostname}:${HTTP_PORT}${url.pathname}`);
  problems.add(`${name}=${url.href}: ${why}; the shim speaks OTLP over HTTP and uses ${moved.origin}`);
  return moved;
}

function otherProtocol(url: URL): string | undefined {
  if (url.port === GRPC_PORT) return 'port 4317 is for OTLP over gRPC';
  if (JAEGER_PORTS.has(url.port)) return `port ${url.port} is for a protocol of Jaeger's own`;
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return `${url.protocol}// is not HTTP`;
  return undefined;
}
