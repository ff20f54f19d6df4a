import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { integration } from './support/matrix.ts';
import type { ServerProcess } from './support/server-process.ts';
import { startMariaDb } from './support/servers.ts';
import { ERROR, folders, kinds, useServices } from './support/service.ts';

const services = useServices();
let server: ServerProcess;
beforeAll(async () => {
  server = await startMariaDb();
});
afterAll(() => server?.stop());

describe.each([
  ['newest', folders.newest, undefined],
  ['previous', join(folders.newest, 'previous'), '../previous/node_modules/mysql2'],
] as const)('%s', (_which, cwd, alias) => {
  const run = (work: string, env = {}) =>
    services.run(
      `import mysql from 'mysql2/promise';
       import { createConnection } from 'mysql2';
       import { agentTracking } from '@observatory/shim';
       const options = { host: '127.0.0.1', port: Number(process.env.PORT), user: 'root', database: 'shop' };
       const client = await mysql.createConnection(options);
       ${work}
       await client.end();`,
      { cwd, env: { PORT: String(server.port), ...env } },
    );

  integration({ group: 'register', name: 'mysql2', ...(alias && { alias }) }, (sees) => {
    sees('spans', async () => {
      const { stdout } = await run(`
        await agentTracking.trackExecution('triage', 'answer', async () => {
          const [rows] = await client.execute('SELECT ? AS name', ['bob@example.com']);
          console.log(rows[0].name);
        });`);
      expect(stdout).toBe('bob@example.com\n');
      const query = services.span('SELECT');
      expect(query).toMatchObject({
        kind: kinds.client,
        attributes: {
          'db.system.name': 'mysql',
          'db.namespace': 'shop',
          'db.operation.name': 'SELECT',
          'db.query.text': 'SELECT ? AS name',
          'server.address': '127.0.0.1',
          'server.port': server.port,
        },
      });
      const agent = services.span('invoke_agent triage');
      expect(query.parentSpanId).toBe(agent.spanId);
      expect(query.attributes['observatory.execution.id']).toBe(agent.traceId + agent.spanId);
    });

    sees('spans: callbacks and streams', async () => {
      await run(`
        const plain = createConnection(options);
        await new Promise((done) => plain.query('SELECT 1 AS a', done));
        await new Promise((done) => plain.query('SHOW DATABASES').on('end', done));
        plain.end();`);
      expect(services.spans().map(({ name }) => name)).toEqual(['SELECT', 'SHOW']);
    });

    sees('no values', async () => {
      await run(`
        await client.query('SELECT ? AS a, :b AS b', ['secret']).catch(() => {});
        await client.query("SELECT\\n'secret' AS a, 4242 AS b");`);
      expect(services.spans().map(({ attributes }) => attributes['db.query.text'])).toEqual([
        'SELECT ? AS a, :b AS b',
        'SELECT ? AS a, ? AS b',
      ]);
      expect(services.spans().map(({ name }) => name)).toEqual(['SELECT', 'SELECT']);
      expect(JSON.stringify(services.spans().map(({ attributes }) => attributes))).not.toMatch(/secret|4242/);
    });

    sees('errors', async () => {
      const { stdout } = await run(
        `await client.query('SELECT nothing').catch(({ code }) => console.log(code));`,
      );
      expect(stdout).toBe('ER_BAD_FIELD_ERROR\n');
      expect(services.span('SELECT')).toMatchObject({
        statusCode: ERROR,
        statusMessage: expect.stringContaining("Unknown column 'nothing'"),
        attributes: { 'error.type': '_OTHER' },
      });
    });

    sees('metrics', async () => {
      const work = `
        await client.query('SELECT 1'); await client.execute('SELECT 2'); await client.beginTransaction();
        await client.query('bob 7').catch(() => {});`;
      const expected = [
        { system: 'mysql', operation: 'SELECT', times: 2 },
        { system: 'mysql', operation: 'START', times: 1 },
        { system: 'mysql', operation: 'OTHER', times: 1 },
      ];
      await run(work);
      expect(services.measured('database_query_duration_seconds')).toEqual(expected);
      services.clear();
      await run(work, { OTEL_SAMPLING_RATIO: '0' });
      expect(services.spans()).toEqual([]);
      expect(services.measured('database_query_duration_seconds')).toEqual(expected);
      services.clear();
      await run(work, { AET_TRACING_ENABLED: 'false' });
      expect(services.measured('database_query_duration_seconds')).toEqual(expected);
    });
  });
});
