import { join } from 'node:path';
import pg from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { oneHubAtATime } from '../../hub/src/store/one-hub-at-a-time.ts';
import { eventually } from '../support/eventually.ts';
import { startTestHub, type TestHub } from '../support/test-hub.ts';

let store: TestHub;
const pools: pg.Pool[] = [];
beforeAll(async () => {
  store = await startTestHub();
  for (let count = 0; count < 2; count += 1) {
    const host = join(store.dataDir, 'socket');
    const pool = new pg.Pool({ host, user: 'observatory', database: 'observatory' });
    pool.on('error', () => {});
    pools.push(pool);
  }
});
afterAll(async () => {
  for (const pool of pools) await pool.end();
  await store.remove();
});

/** A hub that has begun a piece of work, which ends when it is told to. */
function holdWork(pool: pg.Pool): Promise<{ end: () => void; over: Promise<boolean> }> {
  return new Promise((begun) => {
    const over: Promise<boolean> = oneHubAtATime(
      pool,
      'a test',
      () => new Promise<void>((end) => begun({ end, over })),
    );
    over.catch(() => {});
  });
}

test('while one hub is at a piece of work others leave it, and do it when that one is done, or gone', async () => {
  const [one, other] = pools as [pg.Pool, pg.Pool];
  const held = await holdWork(one);
  const done: string[] = [];
  const tryIt = () => oneHubAtATime(other, 'a test', async () => done.push('done'));
  expect(await tryIt()).toBe(false);
  expect(await oneHubAtATime(other, 'another piece of work', async () => {})).toBe(true);
  expect(done).toEqual([]);
  held.end();
  expect(await held.over).toBe(true);
  expect(await tryIt()).toBe(true);

  // A hub that dies: the server ends its connection.
  const dying = await holdWork(one);
  expect(await tryIt()).toBe(false);
  await other.query(
    "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND objid = (hashtext('a test')::bigint & 4294967295)::oid",
  );
  await eventually(async () => expect(await tryIt()).toBe(true));
  dying.end();
  await dying.over.catch(() => {});

  const fault = oneHubAtATime(one, 'a test', () => Promise.reject(new Error('in vain')));
  await expect(fault).rejects.toThrow('in vain');
  expect(await tryIt()).toBe(true);
});
