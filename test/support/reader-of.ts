import pg from 'pg';
import type { ProcessStack } from './process-stack.ts';

/** How the role `observatory_reader` reaches the SQL views of a stack: what `pg` and psql take. */
export async function readerAddress(stack: ProcessStack): Promise<pg.ClientConfig & { port: number }> {
  const port = stack.server('hub').ports.find(({ name }) => name === 'sql');
  if (port === undefined) throw new Error('the hub of this stack lets no reader in');
  return {
    host: '127.0.0.1',
    port: port.number,
    user: 'observatory_reader',
    password: await stack.secret('reader-password'),
    database: 'observatory',
  };
}

/**
 * A connection to the SQL views of a stack that is up, as Grafana's data source has it: unqualified names, UTC, 15 s for a
 * statement. End it before the stack is removed:
 *
 *     const reader = await readerOf(fast.stack);
 *     const { rows } = await reader.query('SELECT name, cost_usd FROM executions');
 *     await reader.end();
 */
export async function readerOf(stack: ProcessStack): Promise<pg.Client> {
  const client = new pg.Client(await readerAddress(stack));
  // The hub, and its database with it, may end or start anew while a test holds this.
  client.on('error', () => {});
  await client.connect();
  return client;
}
