import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect } from 'vitest';
import {
  type OtlpReceiver,
  type ReceivedSpan,
  startOtlpReceiver,
} from '../../shim/src/testing/otlp-receiver.ts';
import { only } from '../../shim/src/testing/recording.ts';
import { runService } from '../../shim/src/testing/run-service.ts';
import { integration, type Sees } from './support/matrix.ts';

const CLIENT = 3;
let receiver: OtlpReceiver;
const folder = mkdtempSync(join(tmpdir(), 'observatory-sqlite-'));
beforeAll(async () => {
  receiver = await startOtlpReceiver();
});
afterAll(async () => {
  await receiver.close();
  rmSync(folder, { recursive: true });
});

/** Runs a program that has `Database`, with the instrumentation on unless told; gives what it prints. */
async function run(open: string, program: string, env: Record<string, string> = {}): Promise<string> {
  receiver.clear();
  const { stdout, stderr, code } = await runService(
    `${open}
     import { agentTracking } from '@observatory/shim';
     const within = (work) => agentTracking.trackExecution('librarian', 'look', work);
     ${program}`,
    {
      cwd: import.meta.dirname,
      nodeArguments: ['--import', '@observatory/shim/register'],
      env: {
        OBSERVATORY_INSTRUMENT: 'on',
        OTEL_EXPORTER_OTLP_ENDPOINT: receiver.url,
        OTEL_SERVICE_NAME: 'library',
        FILE: join(folder, 'books.db'),
        ...env,
      },
    },
  );
  expect(code, stderr).toBe(0);
  return stdout;
}

const queriesIn = (spans: readonly ReceivedSpan[]) =>
  spans.filter(({ attributes }) => attributes['db.system.name'] === 'sqlite');
const queries = () => queriesIn(receiver.spans);
const textsOf = (spans: readonly ReceivedSpan[]) =>
  spans.map(({ attributes }) => attributes['db.query.text']);

/** A program that uses what both drivers have in common, and prints what it was given. */
const program = `
  const told = [];
  const database = new Database(process.env.FILE);
  database.exec("DROP TABLE IF EXISTS books");
  await within(() => {
    database.exec("CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT UNIQUE, pages INTEGER)");
    const insert = database.prepare("INSERT INTO books (title, pages) VALUES (?, ?)");
    for (const [title, pages] of [['private one', 100], ['private two', 200]]) told.push(insert.run(title, pages));
    told.push(database.prepare("SELECT title FROM books WHERE pages > 150").all());
    told.push(database.prepare("SELECT * FROM books WHERE title = :title").get({ title: 'private one' }));
    told.push([...database.prepare("SELECT id FROM books ORDER BY id").iterate()]);
    for (const row of database.prepare("SELECT pages FROM books").iterate()) { told.push(row); break; }
    for (const failing of [
      () => insert.run('private one', 1),
      () => database.prepare("SELEC nothing"),
      () => database.exec("INSERT INTO nowhere VALUES (1)"),
    ]) {
      try { failing(); } catch (error) { told.push([error.name, error.constructor.name, error.code, error.message]); }
    }
  });
  told.push(insertName(database), database.constructor === Database, String(database.prepare("SELECT 1").run.name));
  console.log(JSON.stringify(told, (_, value) => typeof value === 'bigint' ? String(value) : value));
  function insertName(database) { return Object.getPrototypeOf(database.prepare("SELECT 1")).constructor.name; }
`;

function cases(sees: Sees, open: string, codes: { unique: string; missing: string }): void {
  let running: Promise<{ stdout: string; spans: ReceivedSpan[]; points: OtlpReceiver['points'] }> | undefined;
  /** One run of the program, for all tests. */
  const ran = () => {
    running ??= run(open, program).then((stdout) => ({
      stdout,
      spans: [...receiver.spans],
      points: [...receiver.points],
    }));
    return running;
  };

  sees('queries: within the trace that they belong to', async () => {
    const { spans } = await ran();
    const agent = only(spans.filter(({ name }) => name === 'invoke_agent librarian'));
    expect(
      queriesIn(spans).every(({ parentSpanId, kind }) => parentSpanId === agent.spanId && kind === CLIENT),
    ).toBe(true);
    expect(textsOf(queriesIn(spans))).toEqual([
      'CREATE TABLE books (id INTEGER PRIMARY KEY, title TEXT UNIQUE, pages INTEGER)',
      'INSERT INTO books (title, pages) VALUES (?, ?)',
      'INSERT INTO books (title, pages) VALUES (?, ?)',
      'SELECT title FROM books WHERE pages > ?',
      'SELECT * FROM books WHERE title = :title',
      'SELECT id FROM books ORDER BY id',
      'SELECT pages FROM books',
      'INSERT INTO books (title, pages) VALUES (?, ?)',
      'SELEC nothing',
      'INSERT INTO nowhere VALUES (?)',
    ]);
    expect(queriesIn(spans)[3]).toMatchObject({
      name: 'SELECT books.db',
      statusCode: 0,
      attributes: {
        'db.operation.name': 'SELECT',
        'db.namespace': 'books.db',
        'observatory.execution.id': agent.traceId + agent.spanId,
      },
    });
  });

  sees('errors', async () => {
    const { spans } = await ran();
    const failed = queriesIn(spans).filter(({ statusCode }) => statusCode === 2);
    expect(failed.map(({ attributes }) => attributes['error.type'])).toEqual([
      codes.unique,
      codes.missing,
      codes.missing,
    ]);
    expect(failed[0]?.statusMessage).toContain('UNIQUE constraint failed: books.title');
    expect(failed[1]?.statusMessage).toContain('syntax error');
    expect(failed[2]?.statusMessage).toContain('no such table: nowhere');
  });

  sees('metrics', async () => {
    const { points } = await ran();
    // No file in a label: there may be one for each user.
    const files = points.filter(({ attributes }) => JSON.stringify(attributes).includes('books.db'));
    expect(files.map(({ name }) => name)).toEqual([]);
    const counted = points.filter(({ name }) => name === 'database_query_duration_seconds');
    expect(Object.fromEntries(counted.map(({ attributes, count }) => [attributes.operation, count]))).toEqual(
      {
        CREATE: 1,
        DROP: 1,
        INSERT: 4,
        OTHER: 1,
        SELECT: 4,
      },
    );
    expect(points.some(({ name }) => name === 'db.client.operation.duration')).toBe(true);
  });

  sees('content only when asked', async () => {
    expect(JSON.stringify((await ran()).spans)).not.toContain('private');
  });

  sees('same answers', async () => {
    const { stdout } = await ran();
    expect(stdout).toBe(await run(open, program, { OBSERVATORY_INSTRUMENT: 'off' }));
  });
}

integration({ group: 'register', name: 'node:sqlite', version: process.versions.node }, (sees) => {
  const open = `import { DatabaseSync as Database } from 'node:sqlite';`;
  cases(sees, open, { unique: '2067', missing: '1' });

  sees('queries: of a store of statements', async () => {
    await run(
      open,
      `const database = new Database(':memory:');
       const store = database.createTagStore();
       console.log(await within(() => store.all\`SELECT \${'private'} AS word\`));`,
    );
    expect(textsOf(queries())).toEqual(['SELECT ? AS word']);
  });
});

integration({ group: 'register', name: 'better-sqlite3' }, (sees) => {
  const open = `import Database from 'better-sqlite3';`;
  cases(sees, open, { unique: 'SQLITE_CONSTRAINT_UNIQUE', missing: 'SQLITE_ERROR' });

  sees('queries: of transactions and pragmas', async () => {
    await run(
      `import { createRequire } from 'node:module'; const Database = createRequire(import.meta.url)('better-sqlite3');`,
      `const database = new Database(':memory:');
       await within(() => {
         database.pragma('foreign_keys = ON');
         const two = database.prepare('SELECT 2 AS two');
         console.log(database.transaction(() => two.get())());
       });`,
    );
    expect(queries().map(({ name }) => name)).toEqual(expect.arrayContaining(['BEGIN', 'SELECT', 'COMMIT']));
  });
});
