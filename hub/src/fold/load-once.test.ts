import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { sourceOf } from '../otlp/attributes.ts';
import type { SpanRecord } from '../otlp/records.ts';
import { readExportSpans } from '../otlp-export/read-spans.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { loadPriceTable } from '../prices/load-price-table.ts';
import { Keyring } from '../sealing/sealing.ts';
import { type Database, inTransaction, migrateDatabase, openDatabase } from '../store/database.ts';
import { readSpans, readSpansByTrace } from '../store/read-trace.ts';
import { batchOf } from '../store/rows.ts';
import { SourceIds } from '../store/source-ids.ts';
import { Writer } from '../store/writer.ts';
import { readSpansOfTraces } from '../traces/read-span-trees.ts';
import { loadTracesOnce } from './load-once.ts';

const trace = '0af7651916cd43dd8448eb211c80319c';
const other = '1af7651916cd43dd8448eb211c80319c';
const NOW_US = 1_790_000_000_000_000;
const context = { sources: new SourceIds(), prices: loadPriceTable(), sealing: new Keyring() };

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;
let writer: Writer;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'observatory-resent-'));
  postgres = await startEmbeddedPostgres({ dataDir, log: () => {} });
  database = openDatabase(postgres.connection, () => {});
  await migrateDatabase(database, fileURLToPath(new URL('../../migrations', import.meta.url)));
  writer = new Writer({
    pool: database.workPool,
    sources: context.sources,
    sealing: context.sealing,
    onCommit: () => {},
    maxWaitingBytes: 1e9,
  });
});

afterAll(async () => {
  await writer.close();
  await database.close();
  await postgres.stop();
  rmSync(dataDir, { recursive: true, force: true });
});

beforeEach(() => database.pool.query('TRUNCATE spans'));

const span = (at: number, more: Partial<SpanRecord> = {}): SpanRecord => ({
  source: sourceOf({ 'service.name': 'shop' }, 'test', '1'),
  traceId: trace,
  spanId: at.toString(16).padStart(16, '0'),
  parentSpanId: null,
  name: `span ${at}`,
  kind: 1,
  startUs: NOW_US + at,
  endUs: NOW_US + at + 5,
  statusCode: 0,
  statusMessage: '',
  attributes: {},
  events: [],
  links: [],
  ...more,
});

const store = (...records: SpanRecord[]) =>
  writer.add(batchOf('default', { signal: 'traces', records, rejection: null }, context).batch);

const fold = (...traceIds: string[]) =>
  inTransaction(database.workPool, (client) =>
    loadTracesOnce({ pool: client, sealing: context.sealing }, 'default', traceIds, context.prices),
  );

const rows = async () =>
  (
    await database.pool.query<{ trace: string; span: string; name: string; ended: boolean }>(
      `SELECT left(encode(trace_id, 'hex'), 1) AS trace, right(encode(span_id, 'hex'), 1) AS span, name, end_time IS NOT NULL AS ended
       FROM spans ORDER BY 1, 2, 3`,
    )
  ).rows.map(({ trace, span, name, ended }) => [trace, span, name, ended]);

/** What the readers of raw spans give, each as the last digits of span ids with whether the span has an end. */
async function answers() {
  const last = (id: string, end: unknown) => `${id.slice(-1)}${end === null ? ' runs' : ''}`;
  const window = { sinceUs: null, untilUs: null, traceId: null, spanIds: null, sourceIds: null };
  const stretch = { traceId: trace, fromUs: NOW_US, toUs: NOW_US };
  const exported = [];
  for (let after: Parameters<typeof readExportSpans>[3] = null; ; ) {
    const [one] = await readExportSpans(database, 'default', window, after, 1);
    if (one === undefined) break;
    exported.push(last(one.spanId, one.endUs));
    after = [one.traceId, one.spanId, one.startUs];
  }
  const detail = await readSpans(database, 'default', [trace], 100);
  const byTrace = (await readSpansByTrace(database, 'default', [trace], 100)).get(trace) ?? [];
  const narrow = (await readSpansOfTraces(database, 'default', [stretch], 100)).get(trace) ?? [];
  return {
    exported,
    detail: detail.map((one) => last(one.span_id, one.end_time)),
    byTrace: byTrace.map((one) => last(one.span_id, one.end_time)),
    narrow: narrow.map((one) => last(one.id, one.endUs)).sort(),
  };
}

const all = (...spans: string[]) => ({ exported: spans, detail: spans, byTrace: spans, narrow: spans });

test('a span that came again is told once before and after its trace is folded, and is then stored once', async () => {
  await store(span(1), span(2), span(2), span(3));
  await store(span(1));
  await store(span(1));
  expect(await rows()).toHaveLength(6);
  expect(await answers()).toEqual(all('1', '2', '3'));
  const [input] = await fold(trace);
  expect(input?.spans.map(({ spanId }) => spanId.slice(-1)).sort()).toEqual(['1', '2', '3']);
  expect(await rows()).toEqual([
    ['0', '1', 'span 1', true],
    ['0', '2', 'span 2', true],
    ['0', '3', 'span 3', true],
  ]);
  expect(await answers()).toEqual(all('1', '2', '3'));
});

test.each([
  ['without its end, and then with it', [null, NOW_US + 9]],
  ['with its end, and then without it', [NOW_US + 9, null]],
] as const)('of a span that came %s the ended one stays', async (_case, ends) => {
  for (const endUs of ends) await store(span(1, { endUs, name: endUs === null ? 'runs' : 'ended' }), span(2));
  expect(await answers()).toEqual(all('1', '2'));
  const [input] = await fold(trace);
  expect(input?.spans.find(({ spanId }) => spanId.endsWith('1'))?.name).toBe('ended');
  expect(await rows()).toEqual([
    ['0', '1', 'ended', true],
    ['0', '2', 'span 2', true],
  ]);
});

test('of two that differ the first stays, and the fold has that one', async () => {
  await store(span(1, { name: 'first' }));
  await store(span(1, { name: 'second' }));
  const [input] = await fold(trace);
  expect(input?.spans.map(({ name }) => name)).toEqual(['first']);
  expect(await rows()).toEqual([['0', '1', 'first', true]]);
});

test('spans of other traces and of other starts are others', async () => {
  await store(span(1), span(1, { traceId: other }), span(1, { startUs: NOW_US + 100, name: 'later' }));
  await store(span(1));
  await store(span(1, { traceId: other }));
  await fold(trace);
  expect(await rows()).toEqual([
    ['0', '1', 'later', true],
    ['0', '1', 'span 1', true],
    ['1', '1', 'span 1', true],
    ['1', '1', 'span 1', true],
  ]);
});
