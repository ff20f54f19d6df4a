import type { Given } from './otlp-targets.ts';
import type { OtlpProtocol, Signal } from './shim-config.ts';
import { NO_SCHEME } from './value-types.ts';

const BASE = 'OTEL_EXPORTER_OTLP_ENDPOINT';
const GRPC_PORT = '4317';
const HTTP_PORT = '4318';
/** Of Jaeger's own receivers; Jaeger takes OTLP instead. */
const JAEGER_PORTS = new Set(['14250', '14268']);
const LOKI_PUSH = /\/loki\/api\/v1\/push\/?$/;
const plainSchemes = new Set(['http:', 'https:', 'grpc:', 'grpcs:']);

export interface AddressOptions {
  readonly signal: Signal;
  readonly endpoint: Given<string> | undefined;
  readonly protocol: Given<OtlpProtocol> | undefined;
  /** Whether an address without a scheme is reached without TLS. */
  readonly plain: boolean;
  readonly problems: string[];
}
export interface TargetAddress {
  readonly url: string;
  readonly protocol: OtlpProtocol;
}

/**
 * The address of a signal and the protocol that is spoken there: by its port where that is OTLP's, else the
 * one that is asked for. A signal's own address is taken as it stands; the common one is a base to which
 * `/v1/<signal>` is added, whether or not it already ends so. Addresses of protocols that the shim does not
 * speak are led to OTLP over HTTP on the same host, and said so.
 */
export function resolveAddress(options: AddressOptions): TargetAddress {
  const { signal, problems } = options;
  const endpoint =
    options.endpoint?.name === BASE ? withoutLoki(options.endpoint, problems) : options.endpoint;
  if (endpoint === undefined) {
    const protocol = options.protocol?.value ?? 'http/protobuf';
    const url =
      protocol === 'grpc' ? `http://localhost:${GRPC_PORT}` : `http://localhost:${HTTP_PORT}/v1/${signal}`;
    return { url, protocol };
  }
  const given = new URL(httpUrl(endpoint.value, options.plain));
  const why = notOtlp(endpoint.value, given);
  if (why !== undefined) {
    const moved = new URL(`${given.protocol}//${given.hostname}:${HTTP_PORT}`);
    problems.push(`${shown(endpoint)}: ${why}; OTLP over HTTP is used, at ${moved.origin}`);
    return { url: `${moved.origin}/v1/${signal}`, protocol: 'http/protobuf' };
  }
  const protocol = protocolAt(endpoint, given, options);
  if (protocol === 'grpc') {
    if (given.port === '' && /^grpcs?:/i.test(endpoint.value)) given.port = GRPC_PORT;
    return { url: given.origin, protocol };
  }
  if (endpoint.name === BASE) {
    const base = given.pathname.replace(/\/+$/, '').replace(/\/v1\/(traces|metrics|logs)$/, '');
    given.pathname = `${base}/v1/${signal}`;
    return { url: given.href, protocol };
  }
  if (LOKI_PUSH.test(given.pathname)) {
    given.pathname = given.pathname.replace(LOKI_PUSH, `/otlp/v1/${signal}`);
    problems.push(`${endpoint.name} is Loki's push API, which does not take OTLP: ${given.href} is used`);
  }
  return { url: given.href, protocol };
}

/** The address with the scheme by which it is reached. */
function httpUrl(given: string, plain: boolean): string {
  if (given.startsWith(NO_SCHEME)) return given.replace(NO_SCHEME, plain ? 'http:' : 'https:');
  return given.replace(/^[^:]+:/, (scheme) => (/^(https|grpcs):$/i.test(scheme) ? 'https:' : 'http:'));
}

function withoutLoki(endpoint: Given<string>, problems: string[]): Given<string> | undefined {
  if (!LOKI_PUSH.test(new URL(endpoint.value).pathname)) return endpoint;
  problems.push(
    `${BASE} is Loki's push API, which takes logs alone: http://localhost:${HTTP_PORT} is used; for logs set OTEL_EXPORTER_OTLP_LOGS_ENDPOINT`,
  );
  return undefined;
}

function notOtlp(text: string, { port }: URL): string | undefined {
  if (JAEGER_PORTS.has(port)) return `port ${port} is for a protocol of Jaeger's own`;
  const scheme = text.slice(0, text.indexOf(':') + 1).toLowerCase();
  return scheme === NO_SCHEME || plainSchemes.has(scheme) ? undefined : `${scheme}// is not HTTP`;
}

/** Port 4317 is gRPC's and 4318 HTTP's, whatever is said beside. */
function protocolAt(
  endpoint: Given<string>,
  { port }: URL,
  { protocol: asked, problems }: AddressOptions,
): OtlpProtocol {
  const byAddress =
    port === GRPC_PORT || /^grpcs?:/i.test(endpoint.value)
      ? 'grpc'
      : port === HTTP_PORT
        ? 'http/protobuf'
        : undefined;
  if (asked === undefined || byAddress === undefined) return asked?.value ?? byAddress ?? 'http/protobuf';
  if ((asked.value === 'grpc') === (byAddress === 'grpc')) return asked.value;
  const what = byAddress === 'grpc' ? 'is for gRPC' : 'is for HTTP';
  problems.push(`${shown(endpoint)} ${what} and wins over ${asked.name}=${asked.value}`);
  return byAddress;
}

const LONGEST_SHOWN = 200;

function shown({ name, value }: Given<string>): string {
  return `${name}=${value.replace(`${NO_SCHEME}//`, '').replace(/\s/g, '').slice(0, LONGEST_SHOWN)}`;
}
