import { executionText, type Seen } from '../../../hub/src/normalise/seen-fixture.ts';
import { get, type Schemas } from '../../support/api.ts';
import { postJson } from '../../support/otlp-json.ts';

/** Sends an OTLP request to a hub, or to a collector before one. */
export async function send(url: string, request: object): Promise<void> {
  const { status, body } = await postJson(`${url}/v1/traces`, request);
  if (status !== 200) throw new Error(`${url} answered ${status}: ${JSON.stringify(body)}`);
}

/** What a hub shows of the traces of a request, in the words of the tests of the normaliser. */
export async function seenInHub(hub: { readonly url: string }, request: object): Promise<Seen> {
  const summaries: Schemas['ExecutionSummary'][] = [];
  for (const traceId of traceIdsOf(request)) {
    const { executions } = await get<Schemas['ExecutionList']>(
      hub,
      `/api/v1/executions?q=${traceId}&limit=500`,
    );
    summaries.push(...executions);
  }
  const roots = summaries.filter(({ parent_id }) => parent_id === null);
  const details = await Promise.all(
    roots.map(({ id }) => get<Schemas['ExecutionDetail']>(hub, `/api/v1/executions/${id}`)),
  );
  const sum = (part: keyof Schemas['ExecutionSummary']['usage']) =>
    roots.reduce((total, { usage }) => total + usage[part], 0);
  const costs = roots.flatMap(({ cost_usd }) => cost_usd ?? []);
  return {
    executions: summaries.map(executionText).sort(),
    steps: details
      .flatMap(({ steps }) => steps)
      .filter(({ kind }) => kind === 'llm' || kind === 'embedding' || kind === 'tool')
      .map(({ kind, name }) => `${kind} ${name}`)
      .sort(),
    tokens: [
      sum('input_tokens'),
      sum('output_tokens'),
      sum('cache_read_tokens'),
      sum('cache_write_tokens'),
      sum('reasoning_tokens'),
    ],
    // Dollars that were added up: to the picodollar.
    costUsd:
      costs.length === 0 ? null : Math.round(costs.reduce((total, cost) => total + cost, 0) * 1e12) / 1e12,
  };
}

function traceIdsOf(request: object): Set<string> {
  return new Set(
    [...JSON.stringify(request).matchAll(/"traceId":"([0-9a-f]{32})"/g)].map(([, id]) => id ?? ''),
  );
}
