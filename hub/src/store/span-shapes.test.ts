import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { sourceOf } from '../otlp/attributes.ts';
import type { Attributes, SpanRecord } from '../otlp/records.ts';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../postgres/embedded-postgres.ts';
import { loadPriceTable } from '../prices/load-price-table.ts';
import { Keyring } from '../sealing/sealing.ts';
import { type HoldingColumns, holderOf } from './attribute-columns.ts';
import { type Database, migrateDatabase, openDatabase } from './database.ts';
import { readSpans } from './read-trace.ts';
import { batchOf } from './rows.ts';
import { SourceIds } from './source-ids.ts';
import { SpanShapes } from './span-shapes.ts';
import { Writer } from './writer.ts';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const NOW_US = 1_790_000_000_000_000;
const context = { sources: new SourceIds(), prices: loadPriceTable(), sealing: new Keyring() };

let dataDir: string;
let postgres: EmbeddedPostgres;
let database: Database;
let writer: Writer;

beforeAll(async () => {
  dataDir = mkdtempSync(join(tmpdir(), 'observatory-shapes-'));
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

function spanOf(attributes: Attributes, at: number): SpanRecord {
  return {
    source: sourceOf({ 'service.name': 'shop' }, 'test', '1'),
    traceId,
    spanId: at.toString(16).padStart(16, '0'),
    parentSpanId: null,
    name: 'chat gpt-4.1',
    kind: 1,
    startUs: NOW_US + at,
    endUs: NOW_US + at + 5,
    statusCode: 0,
    statusMessage: '',
    attributes,
    events: [],
    links: [],
  };
}

/** What is read of spans with these attributes after they were stored. */
async function stored(given: readonly Attributes[]): Promise<Attributes[]> {
  const spans = given.map(spanOf);
  await writer.add(batchOf('default', { signal: 'traces', records: spans, rejection: null }, context).batch);
  return (await readSpans(database, 'default', [traceId], 1000)).map(({ attributes }) => attributes);
}

const rawRows = async () =>
  (
    await database.pool.query<{
      attributes: unknown;
      values: string | null;
      keys: string[];
      held: string[];
      columns: string[];
    }>(
      `SELECT s.attributes, s.attribute_values AS values, h.keys, h.column_keys AS held, h.columns
       FROM spans s LEFT JOIN span_shapes h ON h.project = s.project AND h.id = s.shape ORDER BY s.start_time`,
    )
  ).rows;

const chat = {
  'gen_ai.operation.name': 'chat',
  'gen_ai.provider.name': 'openai',
  'gen_ai.request.model': 'gpt-4.1',
  'gen_ai.response.model': 'gpt-4.1-2025-04-14',
  'gen_ai.response.id': 'chatcmpl-1',
  'gen_ai.usage.input_tokens': 1200,
  'gen_ai.usage.output_tokens': 180,
  'user.id': 'ada',
  'app.tenant': 'acme',
} satisfies Attributes;

describe('attributes of spans', () => {
  test('are stored without their names, and not again where a column holds them', async () => {
    expect(await stored([chat])).toEqual([chat]);
    expect(await rawRows()).toEqual([
      {
        attributes: null,
        values: '["acme"]',
        keys: ['app.tenant'],
        held: [
          'gen_ai.operation.name',
          'gen_ai.provider.name',
          'gen_ai.request.model',
          'gen_ai.response.model',
          'gen_ai.response.id',
          'gen_ai.usage.input_tokens',
          'gen_ai.usage.output_tokens',
          'user.id',
        ],
        columns: [
          'operation',
          'provider',
          'label',
          'model',
          'responseId',
          'input_tokens',
          'output_tokens',
          'userId',
        ],
      },
    ]);
  });

  test('stay as they were given where the column has another form of them', async () => {
    const given = [
      // A number as text, another spelling of a provider, an operation of its own, a name longer than a column takes.
      { ...chat, 'gen_ai.usage.input_tokens': '1200' },
      { ...chat, 'gen_ai.provider.name': 'OpenAI' },
      { ...chat, 'gen_ai.operation.name': 'responses' },
      { ...chat, 'gen_ai.request.model': 'm'.repeat(2000) },
      { ...chat, 'user.id': 17 },
      { ...chat, 'gen_ai.usage.output_tokens': '18446744073709551615' },
      { ...chat, 'gen_ai.usage.cache_read.input_tokens': 0 },
      {},
    ];
    expect(await stored(given)).toEqual(given);
  });

  test('come back exactly, whatever they are', async () => {
    const text = fc
      .oneof(
        fc.string({ unit: 'grapheme' }),
        fc.constantFrom('', 'gpt-4.1', '\\', '\t\n\r', '"', '\u2028', '[1]'),
      )
      .map((value) => value.replaceAll('\0', '').toWellFormed());
    // V8 of Node.js 24.21 takes one escaped character at the start of a name for another (JSON.parse('{"": 0, "\\t": 0, "\\"": 0}')).
    const name = text.filter((value) => JSON.stringify(value) === `"${value}"`);
    const number = fc
      .oneof(
        fc.integer(),
        fc.maxSafeInteger(),
        fc.double({ noNaN: true, noDefaultInfinity: true }),
        fc.constantFrom(0, 1200, 5e-324, Number.MAX_VALUE),
      )
      .map((value) => value + 0);
    const { value } = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        text,
        number,
        fc.boolean(),
        fc.constantFrom(null, '9223372036854775807', 'NaN'),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(name, tie('value'), { maxKeys: 4 }),
      ),
    }));
    const known = fc.constantFrom(
      ...Object.keys(chat),
      'userId',
      'session.id',
      'gen_ai.agent.name',
      'gen_ai.tool.name',
      'error.type',
      'observatory.execution.id',
      'observatory.execution.kind',
      'observatory.step.kind',
      'observatory.step.attempt',
      'gen_ai.usage.cache_read.input_tokens',
      'gen_ai.usage.reasoning.output_tokens',
      'llm.model_name',
      '7',
    );
    const attributes = fc
      .tuple(
        fc.dictionary(fc.oneof(known, name), value, { maxKeys: 8 }),
        fc.subarray(Object.entries(chat)),
        fc.subarray([
          'gen_ai.agent.name',
          'gen_ai.tool.name',
          'session.id',
          'userId',
          'observatory.step.name',
        ]),
        fc.constantFrom('', 'support', '0af7651916cd43dd8448eb211c80319cb7ad6b7169203331'),
      )
      .map(
        ([odd, usual, names, name]): Attributes => ({
          ...Object.fromEntries(names.map((key) => [key, name])),
          ...Object.fromEntries(usual),
          ...(odd as Attributes),
        }),
      );
    await fc.assert(
      fc.asyncProperty(fc.array(attributes, { minLength: 20, maxLength: 40 }), async (given) => {
        await database.pool.query('TRUNCATE spans');
        expect(await stored(given)).toEqual(given);
      }),
      { numRuns: Number(process.env.RUNS ?? 15) },
    );
  }, 120_000);

  test('of an earlier hub are read as they are', async () => {
    await database.pool.query(
      `INSERT INTO spans (project, start_time, trace_id, span_id, name, kind, status, source_id, attributes)
       VALUES ('default', '2026-09-21', $1, '\\x0000000000000001', 'old', 1, 0, 1, '{"app.tenant": "acme"}')`,
      [Buffer.from(traceId, 'hex')],
    );
    const [span] = await readSpans(database, 'default', [traceId], 10);
    expect(span?.attributes).toEqual({ 'app.tenant': 'acme' });
  });
});

describe('shapes', () => {
  const row: HoldingColumns = {
    operation: null,
    label: null,
    provider: null,
    model: null,
    error_type: null,
    execution_id: null,
    input_tokens: null,
    output_tokens: null,
    cache_read_tokens: null,
    cache_write_tokens: null,
    reasoning_tokens: null,
    facts: null,
  };

  test('are as many as a project may have; what is more is stored as an object', () => {
    const shapes = new SpanShapes();
    const made = Array.from({ length: 2100 }, (_, at) =>
      shapes.shape('hostile', { [`key ${at}`]: at }, row, holderOf),
    );
    expect(made.map((one) => one !== null)).toEqual(Array.from({ length: 2100 }, (_, at) => at < 2000));
    expect(shapes.shape('hostile', { 'key 7': 'again' }, row, holderOf)?.values).toBe('["again"]');
    expect(shapes.shape('other', { a: 1 }, row, holderOf)?.shape.keys).toEqual(['a']);
  });

  test('of very many or very long names there are none', () => {
    const shapes = new SpanShapes();
    const many = Object.fromEntries(Array.from({ length: 129 }, (_, at) => [`k${at}`, 1]));
    expect(shapes.shape('default', many, row, holderOf)).toBeNull();
    expect(shapes.shape('default', { ['k'.repeat(4096)]: 1 }, row, holderOf)).toBeNull();
  });

  test('with what spans have in common are as many as a project may have, of names that are not very long', () => {
    const shapes = new SpanShapes();
    const shape = shapes.shape('hostile', { a: 1 }, row, holderOf)?.shape;
    if (shape === undefined) throw new Error('there is no shape');
    const common = { operation: 'chat', label: null, provider: null, model: null, cost_source: null };
    const made = Array.from({ length: 3100 }, (_, at) =>
      shapes.withCommon('hostile', shape, { ...common, name: `name ${at}` }),
    );
    expect(made.map((one) => one !== null)).toEqual(Array.from({ length: 3100 }, (_, at) => at < 3000));
    expect(new Set(made.slice(0, 3000).map((one) => one?.id)).size).toBe(3000);
    expect(shapes.withCommon('hostile', shape, { ...common, name: 'name 7' })).toBe(made[7]);
    const others = new SpanShapes();
    const idOf = (given: object) => others.withCommon('other', shape, { ...common, name: 'n', ...given })?.id;
    // Nothing and an empty text are two things, and so is a text in another column.
    const ids = [{}, { label: '' }, { provider: '' }, { label: 'x' }, { provider: 'x' }].map(idOf);
    expect(new Set(ids).size).toBe(5);
    expect(idOf({ name: 'n'.repeat(300) })).toBeUndefined();
  });

  test('have one id in every process, whatever is held where', () => {
    const [a, b] = [new SpanShapes(), new SpanShapes()].map(
      (shapes) =>
        shapes.shape(
          'default',
          { 'app.a': 1, 'gen_ai.operation.name': 'chat' },
          { ...row, operation: 'chat' },
          holderOf,
        )?.shape.id,
    );
    expect(a).toBe(b);
    expect(
      new SpanShapes().shape('default', { 'app.a': 1, 'gen_ai.operation.name': 'chat' }, row, holderOf)?.shape
        .id,
    ).not.toBe(a);
  });
});
