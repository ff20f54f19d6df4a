import { afterAll, beforeAll, expect } from 'vitest';
import { type EmbeddedPostgres, startEmbeddedPostgres } from '../../hub/src/postgres/embedded-postgres.ts';
import { temporaryFolder } from '../../hub/src/postgres/temporary-folder.ts';
import { integration } from './support/matrix.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();
const folder = temporaryFolder();
let postgres: EmbeddedPostgres;
beforeAll(async () => {
  postgres = await startEmbeddedPostgres({ dataDir: folder.path, log: () => {} });
});
afterAll(async () => {
  await postgres?.stop();
  folder.remove();
});

const run = (work: string, env = {}) =>
  services.run(
    `import pg from 'pg';
     import { agentTracking } from '@observatory/shim';
     const client = new pg.Client(JSON.parse(process.env.DATABASE));
     await client.connect();
     ${work}
     await client.end();`,
    { cwd: folders.newest, env: { DATABASE: JSON.stringify(postgres.connection), ...env } },
  );
const queries = () => services.spans().filter(({ attributes }) => attributes['db.query.text'] !== undefined);

integration({ group: 'register', name: 'pg' }, (sees) => {
  sees('spans', async () => {
    const { stdout } = await run(`
      await agentTracking.trackExecution('triage', 'answer', async () => {
        console.log((await client.query('SELECT $1::text AS name', ['bob@example.com'])).rows[0].name);
      });`);
    expect(stdout).toBe('bob@example.com\n');
    const [query] = queries();
    expect(query).toMatchObject({
      name: `pg.query:SELECT ${postgres.connection.database}`,
      kind: kinds.client,
      attributes: {
        'db.system.name': 'postgresql',
        'db.namespace': postgres.connection.database,
        'db.operation.name': 'SELECT',
        'db.query.text': 'SELECT $1::text AS name',
      },
    });
    const agent = services.span('invoke_agent triage');
    expect(query?.parentSpanId).toBe(agent.spanId);
    expect(query?.attributes['observatory.execution.id']).toBe(agent.traceId + agent.spanId);
  });

  sees('no values', async () => {
    await run(`await client.query("SELECT\\n'secret' AS a, 4242 AS b");
      await client.query({ name: 'by-id', text: 'SELECT $1::text', values: ['secret'] });`);
    expect(queries().map(({ name, attributes }) => [name, attributes['db.query.text']])).toEqual([
      [`pg.query:SELECT ${postgres.connection.database}`, 'SELECT ? AS a, ? AS b'],
      [`pg.query:by-id ${postgres.connection.database}`, 'SELECT $1::text'],
    ]);
    expect(JSON.stringify(services.spans())).not.toMatch(/secret|4242/);
  });

  sees('errors', async () => {
    const { stdout } = await run(
      `await client.query('SELECT nothing').catch(({ code }) => console.log(code));`,
    );
    expect(stdout).toBe('42703\n');
    expect(queries()[0]).toMatchObject({
      statusCode: ERROR,
      statusMessage: 'column "nothing" does not exist',
    });
  });

  sees('metrics', async () => {
    const work = `
      await client.query('SELECT\\n1'); await client.query('SELECT 2'); await client.query('BEGIN');
      await client.query('bob 7').catch(() => {});`;
    const expected = [
      { system: 'postgresql', operation: 'SELECT', times: 2 },
      { system: 'postgresql', operation: 'BEGIN', times: 1 },
      { system: 'postgresql', operation: 'OTHER', times: 1 },
    ];
    await run(work, { OTEL_SAMPLING_RATIO: '0' });
    expect(services.spans()).toEqual([]);
    expect(services.measured('database_query_duration_seconds')).toEqual(expected);
    services.clear();
    await run(work);
    expect(services.measured('database_query_duration_seconds')).toEqual(expected);
    const operations = services.measured('db.client.operation.duration') as Record<string, unknown>[];
    expect([...new Set(operations.map((point) => point['db.operation.name']))].sort()).toEqual([
      'BEGIN',
      'OTHER',
      'SELECT',
    ]);
  });
});
