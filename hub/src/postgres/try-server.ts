import { existsSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import {
  type EmbeddedPostgres,
  type EmbeddedPostgresOptions,
  startEmbeddedPostgres,
} from './embedded-postgres.ts';
import { isAlive } from './is-alive.ts';

/** For tests: a server whose progress is not shown. */
export const startQuietly = (dataDir: string, options: Partial<EmbeddedPostgresOptions> = {}) =>
  startEmbeddedPostgres({ dataDir, log() {}, ...options });

/** For tests: the rows of one statement over a connection of its own. */
export async function query(
  { connection }: Pick<EmbeddedPostgres, 'connection'>,
  sql: string,
): Promise<Record<string, unknown>[]> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    return (await client.query(sql)).rows;
  } finally {
    await client.end();
  }
}

/** For tests: an init process can take seconds to collect what ended, which then still has its number (state Z). */
export function isRunning(pid: number): boolean {
  const file = `/proc/${pid}/stat`;
  const state = existsSync(file) ? /\) (.)/.exec(readFileSync(file, 'utf8'))?.[1] : undefined;
  return state !== 'Z' && isAlive(pid);
}

export async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(10);
}
