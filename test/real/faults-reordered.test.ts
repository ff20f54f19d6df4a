import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { type Answer, ask, detailOf, get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { parseExposition } from '../support/exposition.ts';
import { logsBody, type PlainRecord, type PlainSpan, postJson, tracesBody } from '../support/otlp-json.ts';
import { newSpanId } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/**
 * What arrives twice, late, or the wrong way round: one hub gets each request once and in order, another one the same
 * requests one to three times each, shuffled, by several senders at once. Both must have the same.
 */

/** Ways to shuffle; `npm run test:soak` takes 200. */
const SHUFFLES = Number(process.env.SHUFFLES ?? 12);
/** The same ways in every run, unless more are asked for. */
const SEED = Number(
  process.env.SEED ?? (process.env.SHUFFLES === undefined ? 20261122 : Math.floor(Math.random() * 2 ** 31)),
);
const SENDERS = 4;
const RUNS_AT_ONCE = 3;

let ordered: TestHub;
let shuffled: TestHub;
beforeAll(async () => {
  [ordered, shuffled] = await Promise.all([startTestHub(), startTestHub()]);
});
afterAll(() => Promise.all([ordered?.remove(), shuffled?.remove()]));

interface Request {
  readonly path: '/v1/traces' | '/v1/logs';
  readonly body: object;
}
const spans = (service: string, ...of: PlainSpan[]): Request => ({
  path: '/v1/traces',
  body: tracesBody(service, of),
});
const records = (service: string, ...of: PlainRecord[]): Request => ({
  path: '/v1/logs',
  body: logsBody(service, of),
});

/** A run over two services, as it happens: each thing is sent when it ends, so children come before parents. */
function requestsOf(run: AgentRun): Request[] {
  const helper = newSpanId();
  const below = { traceId: run.traceId, parentSpanId: helper };
  const line = { traceId: run.traceId, spanId: run.spanId, timeMs: run.startMs + 700, body: 'looking' };
  return [
    records('planner', run.start()),
    spans('planner', run.chat({ 'gen_ai.usage.input_tokens': 300 })),
    records('planner', line, { ...line, timeMs: run.startMs + 701 }),
    spans(
      'planner',
      run.tool('search', { failure: { type: 'TimeoutError', message: 'no answer' } }),
      run.tool('search', { startMs: run.startMs + 1500, endMs: run.startMs + 1700 }),
    ),
    spans('helper', run.chat({}, { ...below, name: 'chat of the helper' })),
    spans(
      'helper',
      run.child(
        { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'helper' },
        { spanId: helper, name: 'invoke_agent helper' },
      ),
    ),
    spans('planner', run.chat({ 'gen_ai.request.model': 'made-up', 'gen_ai.provider.name': 'made_up' })),
    spans('planner', run.span()),
    records('planner', run.end()),
  ];
}

/** Again where a busy hub asks for that: it stored nothing then. */
async function deliver(hub: TestHub, { path, body }: Request): Promise<void> {
  await eventually(
    async () => expect(await postJson(hub.url + path, body)).toMatchObject({ status: 200 }),
    60_000,
    500,
  );
}

/** All at once by several senders, each its share in order. */
async function deliverShuffled(hub: TestHub, requests: readonly Request[]): Promise<void> {
  const shares = Array.from({ length: SENDERS }, (_, sender) =>
    requests.filter((__, at) => at % SENDERS === sender),
  );
  await Promise.all(
    shares.map(async (share) => {
      for (const request of share) await deliver(hub, request);
    }),
  );
}

const folded = (hub: TestHub) =>
  eventually(async () => {
    const { counts } = await get<Schemas['Status']>(hub, '/status');
    expect(counts?.fold_queue).toBe(0);
    expect(await queryStore(hub, 'SELECT FROM figures_queue LIMIT 1')).toEqual([]);
  }, 60_000);

/** All that the hub says of a run but what is of the arrival: cursors of events, and their order at one time. */
async function seen(hub: TestHub, run: AgentRun): Promise<unknown> {
  const byText = (list: readonly unknown[]) =>
    list.map((one) => JSON.stringify(one, (key, value) => (key === 'cursor' ? undefined : value))).toSorted();
  const { events, logs, ...detail } = await detailOf(hub, run.id);
  return { ...detail, events: byText(events), logs: byText(logs) };
}

/** Rows as the database has them. */
async function rows(hub: TestHub): Promise<unknown> {
  const ofTable = async (table: string, key: string) =>
    (await queryStore<{ row: object }>(hub, `SELECT to_jsonb(t) AS row FROM ${table} t ORDER BY ${key}`)).map(
      ({ row }) => row,
    );
  const count = (table: string) => queryStore(hub, `SELECT count(*)::int AS n FROM ${table}`);
  return {
    executions: await ofTable('agent_executions', 'id'),
    calls: await ofTable('agent_calls', 't.*::text'),
    spans: await count('spans'),
    events: await count('observability_events'),
    logs: await count('logs'),
  };
}

const RUN_METRICS =
  /^observatory_(runs_total|tokens_total|cost_usd_total|model_calls_total|tool_calls_total)$/;
/** What the counters of the fleet say. */
async function counted(hub: TestHub): Promise<string[]> {
  const { body }: Answer = await ask(hub, '/metrics');
  return parseExposition(String(body))
    .filter(({ name }) => RUN_METRICS.test(name))
    .map(({ name, labels, value }) => `${name} ${JSON.stringify(labels)} ${Math.round(value * 1e9) / 1e9}`)
    .toSorted();
}

describe('requests that come one to three times, shuffled, over several senders', () => {
  test(
    `give what each once and in order gives (${SHUFFLES} shuffles, SEED=${SEED})`,
    async () => {
      let sent = 0;
      let distinct = 0;
      const property = fc.asyncProperty(
        fc.array(fc.integer({ min: 1, max: 3 }), { minLength: 27, maxLength: 27 }),
        fc.infiniteStream(fc.nat()),
        async (copies, keys) => {
          // Long ago enough that no run of another shuffle is within its hours.
          const runs = Array.from(
            { length: RUNS_AT_ONCE },
            (_, at) => new AgentRun({ name: `planner-${at}` }),
          );
          const inOrder = runs.flatMap(requestsOf);
          expect(inOrder).toHaveLength(copies.length);
          const key = keys[Symbol.iterator]();
          const mixed = inOrder
            .flatMap((request, at) => Array.from({ length: copies[at] ?? 1 }, () => request))
            .map((request) => ({ request, key: key.next().value ?? 0 }))
            .toSorted((a, b) => a.key - b.key)
            .map(({ request }) => request);
          sent += mixed.length;
          distinct += inOrder.length;
          for (const request of inOrder) await deliver(ordered, request);
          await deliverShuffled(shuffled, mixed);
          await Promise.all([folded(ordered), folded(shuffled)]);
          for (const run of runs) {
            const expected = await seen(ordered, run);
            expect(expected).toMatchObject({ execution: { status: 'completed' } });
            expect(await seen(shuffled, run)).toEqual(expected);
          }
        },
      );
      await fc.assert(property, { numRuns: SHUFFLES, seed: SEED, endOnFailure: true });
      expect(await rows(shuffled)).toEqual(await rows(ordered));
      const expected = await counted(ordered);
      expect(expected).not.toEqual([]);
      expect(await counted(shuffled)).toEqual(expected);
      const cost = (hub: TestHub) => get<Schemas['CostReport']>(hub, '/api/v1/cost');
      expect((await cost(shuffled)).total).toEqual((await cost(ordered)).total);
      console.log(`${distinct} requests sent ${sent} times in ${SHUFFLES} shuffles`);
    },
    120_000 + SHUFFLES * 10_000,
  );
});
