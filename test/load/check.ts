import { checkDatabase, countExecutionsIn, type Database } from './check-database.ts';
import { checkHub, countExecutionsOfHub, type HubAccess } from './check-hub.ts';
import type { Ledger } from './ledger.ts';

/** Of one kind of record: what was acknowledged, and what of it is found. */
export interface Counts {
  readonly acknowledged: number;
  /** Acknowledged records that are there, each counted once. */
  readonly found: number;
  readonly lost: number;
  /** Records that are there once too often, acknowledged or not. */
  readonly doubled: number;
  /** Ids of some that are lost or doubled. */
  readonly examples: readonly string[];
}

export const checkedKinds = ['spans', 'httpSpans', 'executions', 'lines', 'events', 'series'] as const;
export type CheckedKind = (typeof checkedKinds)[number];

export interface LoadCheck extends Omit<Counts, 'examples'> {
  readonly of: Readonly<Record<CheckedKind, Counts>>;
}

/** The address of a hub, or a connection to its database. */
export type Target = string | Database;

/** Compares a ledger with what is stored. */
export async function check(
  ledger: Ledger,
  target: Target,
  { key, sinceMs }: Omit<HubAccess, 'url'>,
): Promise<LoadCheck> {
  const of = await (typeof target === 'string'
    ? checkHub(ledger, { url: target, key, sinceMs })
    : checkDatabase(ledger, target));
  const sum = (name: 'acknowledged' | 'found' | 'lost' | 'doubled') =>
    checkedKinds.reduce((total, kind) => total + of[kind][name], 0);
  return {
    acknowledged: sum('acknowledged'),
    found: sum('found'),
    lost: sum('lost'),
    doubled: sum('doubled'),
    of,
  };
}

/** How many of the runs are there as executions, which the hub makes of what it has stored: cheap, to wait for. */
export function countExecutions(
  ledger: Ledger,
  target: Target,
  { key, sinceMs }: Omit<HubAccess, 'url'>,
): Promise<number> {
  if (ledger.runs.taken === 0) return Promise.resolve(0);
  return typeof target === 'string'
    ? countExecutionsOfHub(ledger, { url: target, key, sinceMs })
    : countExecutionsIn(ledger, target);
}
