import { randomBytes } from 'node:crypto';
import { logsBody, type PlainRecord, type PlainSpan, postJson, tracesBody } from './otlp-json.ts';

type Target = { readonly url: string };

export const newTraceId = () => randomBytes(16).toString('hex');
export const newSpanId = () => randomBytes(8).toString('hex');

async function mustTake(url: string, body: object): Promise<void> {
  const answer = await postJson(url, body);
  if (answer.status === 200) return;
  throw new Error(`POST ${url} answered ${answer.status}: ${JSON.stringify(answer.body)}`);
}

/** Sends spans in one request; resolves when the hub has acknowledged them. */
export function sendSpans(
  hub: Target,
  spans: readonly PlainSpan[],
  service = 'shop',
  resource: Readonly<Record<string, string>> = {},
): Promise<void> {
  return mustTake(`${hub.url}/v1/traces`, tracesBody(service, spans, resource));
}

/** Sends log records in one request; resolves when the hub has acknowledged them. */
export function sendRecords(hub: Target, records: readonly PlainRecord[], service = 'shop'): Promise<void> {
  return mustTake(`${hub.url}/v1/logs`, logsBody(service, records));
}
