import { randomBytes } from 'node:crypto';
import type { OtlpTarget, Signal } from '../config/shim-config.ts';
import { redactText } from '../safe/redact.ts';

/** What became of one signal: `trouble` says what, and `advice` what to do about it. */
export interface Probe {
  readonly signal: Signal;
  /** Where it was sent, without the password that may stand in it. */
  readonly url: string;
  readonly isTried: boolean;
  readonly trouble?: string;
  readonly advice?: string;
}

/** Sends one record of a signal where the shim would send it, over HTTP. Never rejects. */
export async function sendProbe(signal: Signal, service: string, target: OtlpTarget): Promise<Probe> {
  const url = redactText(target.url);
  if (target.protocol === 'grpc') {
    return {
      signal,
      url,
      isTried: false,
      trouble: `is sent by gRPC to ${url}, which is not tried`,
      advice: 'to have it tried: OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf and port 4318',
    };
  }
  const tried = { signal, url, isTried: true };
  try {
    const { address, headers } = withoutCredentials(target.url);
    const response = await fetch(address, {
      method: 'POST',
      headers: { ...headers, ...target.headers, 'content-type': 'application/json' },
      body: JSON.stringify(requestOf(signal, service)),
      signal: AbortSignal.timeout(target.timeoutMs),
    });
    await response.arrayBuffer();
    if (response.ok) return tried;
    return {
      ...tried,
      trouble: `${url} answered ${response.status}`,
      advice: adviceFor(response.status),
    };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    const { code, message } = cause as NodeJS.ErrnoException;
    const why = typeof code === 'string' ? code : message;
    return {
      ...tried,
      trouble: `${url} cannot be reached: ${why}`,
      advice:
        'start the stack (npx observatory up, or npx @observatory/hub), or set OTEL_EXPORTER_OTLP_ENDPOINT to where it is',
    };
  }
}

/** `fetch` takes no URL with a user and a password in it, which `node:http` sends as a header. */
function withoutCredentials(given: string): { address: URL; headers: Record<string, string> } {
  const address = new URL(given);
  const { username, password } = address;
  if (username === '' && password === '') return { address, headers: {} };
  Object.assign(address, { username: '', password: '' });
  const credentials = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
  return { address, headers: { authorization: `Basic ${Buffer.from(credentials).toString('base64')}` } };
}

function adviceFor(status: number): string {
  if (status === 401 || status === 403)
    return 'set OTEL_EXPORTER_OTLP_HEADERS=authorization=Bearer%20KEY with the key of the hub or collector';
  if (status === 404 || status === 405)
    return 'nothing takes OTLP there: OTEL_EXPORTER_OTLP_ENDPOINT names the server without /v1/…, most often port 4318';
  return 'see the log of the server';
}

function requestOf(signal: Signal, service: string): object {
  const time = `${Date.now()}000000`;
  const resource = { attributes: [{ key: 'service.name', value: { stringValue: service } }] };
  const scope = { name: '@observatory/shim doctor' };
  const name = 'observatory-shim doctor';
  if (signal === 'traces') {
    const span = {
      traceId: randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      name,
      kind: 1,
      startTimeUnixNano: time,
      endTimeUnixNano: time,
    };
    return { resourceSpans: [{ resource, scopeSpans: [{ scope, spans: [span] }] }] };
  }
  if (signal === 'logs') {
    const logRecord = { timeUnixNano: time, severityNumber: 9, body: { stringValue: name } };
    return { resourceLogs: [{ resource, scopeLogs: [{ scope, logRecords: [logRecord] }] }] };
  }
  const gauge = { dataPoints: [{ timeUnixNano: time, asInt: '1' }] };
  return {
    resourceMetrics: [
      { resource, scopeMetrics: [{ scope, metrics: [{ name: 'observatory_shim_doctor', gauge }] }] },
    ],
  };
}
