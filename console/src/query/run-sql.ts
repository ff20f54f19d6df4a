import type { HubPaths } from '@observatory/shim/client';
import { dataOf } from '../hub/client.ts';
import type { Hub } from '../hub/hub.ts';
import { Problem } from '../hub/problem.ts';
import type { Question } from '../hub/use-hub-query.ts';
import { createQueue } from './sql-queue.ts';

/** Columns and rows that the hub answers a statement with. */
export type SqlResult = HubPaths['/api/v1/sql']['post']['responses'][200]['content']['application/json'];

/** What a cell of an answer holds. */
export type SqlValue = string | number | boolean | null;

/** Runs one statement; ended on the server as `signal` is aborted. Throws a Problem. */
export async function runSql(hub: Hub, sql: string, signal: AbortSignal): Promise<SqlResult> {
  const answer = await dataOf(hub.api.POST('/api/v1/sql', { body: { sql }, signal }));
  // Texts are the answers of other formats, which nobody asked for.
  if (typeof answer === 'string') throw new Problem('unexpected', 200, answer.slice(0, 200));
  return answer;
}

/** Statements of one reader that the hub runs at a time. */
const AT_ONCE = 2;
const enqueue = createQueue(AT_ONCE);

/** The answer to a statement that a panel shows; panels wait for one another. */
export const sqlQuestion = (sql: string): Question<SqlResult> => ({
  key: ['sql', sql],
  ask: (hub, signal) => enqueue(() => runSql(hub, sql, signal), signal),
});

/** The value of a cell, which the hub promises to be one of these. */
export function cellValue(cell: unknown): SqlValue {
  if (cell === null || typeof cell === 'number' || typeof cell === 'boolean') return cell;
  return String(cell);
}

/** Where in the text a statement is wrong, from 0; null where the hub does not say. */
export function sqlFaultPlace(error: unknown): number | null {
  if (!(error instanceof Problem)) return null;
  const [, place] = /^(?:body\.)?sql:(\d+)$/.exec(error.where ?? '') ?? [];
  return place === undefined ? null : Number(place) - 1;
}
