import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentRun } from '../support/agent-run.ts';
import { get, type Schemas } from '../support/api.ts';
import { eventually } from '../support/eventually.ts';
import { newSpanId, newTraceId, sendSpans } from '../support/send.ts';
import { queryStore } from '../support/store.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

/** Senders that repeat themselves, and attributes under our names that are not what we mean by them. */
const folder = mkdtempSync(join(tmpdir(), 'observatory-again-'));
let hub: TestHub;
let sealed: TestHub;
let plain: TestHub;
beforeAll(async () => {
  writeFileSync(join(folder, 'keys'), `a:${Buffer.alloc(32, 7).toString('base64')}\n`);
  sealed = await startTestHub({ OBSERVATORY_ENCRYPTION_KEY_FILE: join(folder, 'keys') });
  plain = await startTestHub();
});
afterAll(async () => {
  await Promise.all([sealed.remove(), plain.remove()]);
  rmSync(folder, { recursive: true, force: true });
});

interface Exported {
  readonly resourceSpans: readonly {
    readonly scopeSpans: readonly {
      readonly spans: readonly {
        readonly spanId: string;
        readonly attributes: readonly { readonly key: string; readonly value: unknown }[];
      }[];
    }[];
  }[];
}

const exported = async (traceId: string, limit = 100) =>
  (await get<Exported>(hub, `/otlp/traces?trace_id=${traceId}&limit=${limit}`)).resourceSpans.flatMap(
    ({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans),
  );

async function folded(): Promise<void> {
  await eventually(async () => expect(await queryStore(hub, 'SELECT id FROM fold_queue')).toEqual([]));
}

const rowsOf = async (traceId: string) =>
  (
    await queryStore<{ rows: number }>(
      hub,
      `SELECT count(*)::int AS rows FROM spans WHERE trace_id = '\\x${traceId}'`,
    )
  )[0]?.rows;

describe.each(['plain', 'sealed'])('stored %s,', (form) => {
  beforeAll(() => {
    hub = form === 'plain' ? plain : sealed;
  });

  test('a run that comes many times at once, while it is folded, counts once and reads as the first', async () => {
    const run = new AgentRun({ attributes: { note: 'first' } });
    const chat = run.chat({ note: 'first' });
    await sendSpans(hub, [run.span(), chat]);
    for (let round = 0; round < 10; round++)
      await Promise.all(
        Array.from({ length: 4 }, (_, at) =>
          sendSpans(hub, [
            run.span(),
            { ...chat, attributes: { ...chat.attributes, note: `${round} ${at}` } },
          ]),
        ),
      );
    await folded();
    expect(await rowsOf(run.traceId)).toBe(2);
    expect(
      await queryStore(
        hub,
        `SELECT input_tokens::int, output_tokens::int, llm_calls FROM views.executions WHERE id = '${run.id}'`,
      ),
    ).toEqual([{ input_tokens: 100, output_tokens: 10, llm_calls: 1 }]);
    const [span] = (await exported(run.traceId)).filter(({ spanId }) => spanId === chat.spanId);
    expect(span?.attributes.find(({ key }) => key === 'note')?.value).toEqual({ stringValue: 'first' });
    expect(await queryStore(hub, "SELECT 1 FROM spans WHERE attribute_values LIKE '%first%'")).toHaveLength(
      form === 'plain' ? 2 : 0,
    );
  });

  test('attributes of ours that are of another type, or as large as numbers go, are exported as they came', async () => {
    const traceId = newTraceId();
    const spanId = newSpanId();
    const values = {
      'gen_ai.operation.name': 'chat',
      'gen_ai.request.model': 'm',
      'gen_ai.usage.input_tokens': '12',
      'gen_ai.usage.output_tokens': 1.5,
      'gen_ai.usage.cache_read.input_tokens': 2 ** 60,
      'gen_ai.usage.cache_creation.input_tokens': 1e21,
      'gen_ai.usage.reasoning.output_tokens': -3,
      'gen_ai.response.id': 7,
      'user.id': true,
      // Named as facts and columns are.
      executionKind: 'agent',
      responseId: 'x',
      input_tokens: 1,
      operation: 'chat',
      attributes: 'chat',
    };
    const doubles = new Set(['gen_ai.usage.output_tokens', 'gen_ai.usage.cache_creation.input_tokens']);
    const anyValue = (key: string, value: string | number | boolean) =>
      typeof value === 'string'
        ? { stringValue: value }
        : typeof value === 'boolean'
          ? { boolValue: value }
          : doubles.has(key)
            ? { doubleValue: value }
            : { intValue: BigInt(value).toString() };
    const sent = Object.entries(values).map(([key, value]) => ({ key, value: anyValue(key, value) }));
    const startTimeUnixNano = `${Date.now() - 5000}000000`;
    const answer = await fetch(`${hub.url}/v1/traces`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        resourceSpans: [
          {
            scopeSpans: [{ spans: [{ traceId, spanId, name: 'odd', startTimeUnixNano, attributes: sent }] }],
          },
        ],
      }),
    });
    expect([answer.status, await answer.json()]).toEqual([200, {}]);
    await folded();
    const [span] = await exported(traceId);
    const byKey = (pairs: readonly { readonly key: string; readonly value: unknown }[] = []) =>
      Object.fromEntries(pairs.map(({ key, value }) => [key, value]));
    expect(byKey(span?.attributes)).toEqual({
      ...byKey(sent),
      // The store has whole numbers beyond 2^53 as texts.
      'gen_ai.usage.cache_read.input_tokens': { stringValue: '1152921504606846976' },
    });
  });

  test('spans of more shapes than a project has are stored, found and exported like the others', async () => {
    const run = new AgentRun({ name: 'shapely' });
    const shapes = Array.from({ length: 2100 }, (_, at) =>
      run.child({ [`shape.${at}`]: at, 'user.id': 'ada' }),
    );
    await sendSpans(hub, [run.span(), ...shapes]);
    await folded();
    const [kinds] = await queryStore<{ shaped: number; whole: number }>(
      hub,
      `SELECT count(shape)::int AS shaped, count(attributes)::int AS whole FROM spans WHERE trace_id = '\\x${run.traceId}'`,
    );
    // What is sealed is one attribute, whatever it is made of.
    if (form === 'plain') expect(kinds?.whole).toBeGreaterThan(100);
    else expect(kinds).toEqual({ shaped: 2101, whole: 0 });
    const { executions } = await get<Schemas['ExecutionList']>(
      hub,
      `/api/v1/executions?query=${encodeURIComponent('attr.user.id:ada name:shapely')}`,
    );
    expect(executions.map(({ id }) => id)).toEqual([run.id]);
    const sent = new Map(shapes.map(({ spanId }, at) => [spanId, [`shape.${at}`, 'user.id']]));
    const found = new Map(
      (await exported(run.traceId, 5000)).map(({ spanId, attributes }) => [
        spanId,
        attributes.map(({ key }) => key).sort(),
      ]),
    );
    found.delete(run.spanId);
    expect(found).toEqual(sent);
  });

  test('what spans and calls name is stored again where the database lost it', async () => {
    const runs = [
      new AgentRun({ name: 'before' }),
      new AgentRun({ name: 'between' }),
      // What has the shapes of the first again.
      new AgentRun({ name: 'before' }),
    ];
    const send = async (run: AgentRun | undefined) => {
      if (run) await sendSpans(hub, [run.span(), run.chat({ 'app.tenant': 'acme' })]);
      await folded();
    };
    await send(runs[0]);
    // As after a failover to a server that lacks the last commits: every connection is a new one.
    await queryStore(hub, 'TRUNCATE span_shapes, call_series, sources');
    await queryStore(
      hub,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE backend_type = 'client backend' AND datname = current_database() AND pid <> pg_backend_pid()`,
    );
    await eventually(() => send(runs[1]));
    await send(runs[2]);
    for (const run of runs) {
      const spans = await exported(run.traceId);
      expect(spans.map(({ attributes }) => attributes.length).sort()).toEqual([2, 6]);
    }
    expect(
      await queryStore(
        hub,
        "SELECT DISTINCT service, name FROM whole_calls WHERE agent = 'before' ORDER BY 1, 2",
      ),
    ).toEqual([{ service: 'shop', name: 'gpt-4.1' }]);
  });

  test('an erasure takes spans that are stored twice, and one that comes again afterwards', async () => {
    const run = new AgentRun({ attributes: { 'user.id': 'grace' } });
    const spans = [run.span(), run.chat()];
    await Promise.all([sendSpans(hub, spans), sendSpans(hub, spans), sendSpans(hub, spans)]);
    const answer = await fetch(`${hub.url}/api/v1/users/grace?confirm=grace`, { method: 'DELETE' });
    expect(answer.ok, await answer.text()).toBe(true);
    await eventually(async () => expect(await rowsOf(run.traceId)).toBe(0));
    await sendSpans(hub, spans);
    await sendSpans(hub, spans);
    await eventually(async () => expect(await rowsOf(run.traceId)).toBe(0));
    await folded();
    expect(await rowsOf(run.traceId)).toBe(0);
  });
});
