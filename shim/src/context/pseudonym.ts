import { createHmac } from 'node:crypto';
import { currentConfig } from '../config/current-config.ts';
import type { PseudonymKey } from '../config/pseudonym-key.ts';

/** `u_` and 22 characters of base64url: 132 bits. */
const form = /^u_[\w-]{22}$/;
const LENGTH = 22;
/** Ids that are remembered, in two halves; longer ones are not. */
const HALF = 5000;
const LONGEST_REMEMBERED = 256;

let lastKey: PseudonymKey;
let recent = new Map<string, string>();
let older = new Map<string, string>();

function currentKey(): PseudonymKey {
  const { pseudonymKey } = currentConfig();
  if (pseudonymKey !== lastKey) {
    lastKey = pseudonymKey;
    recent = new Map();
    older = new Map();
  }
  return pseudonymKey;
}

/** Whether user ids are written as they are given. */
export function areUserIdsPlain(): boolean {
  return currentKey() === undefined;
}

/**
 * What is written in place of a user id, by which the hub knows the user: itself where no key is set, else its
 * pseudonym, which is the same in each process that has the key. undefined, so nothing, where the key was refused. A
 * pseudonym stays as it is, so that one that came from another process can be passed on.
 */
export function pseudonymOf(userId: string): string | undefined {
  const key = currentKey();
  if (key === undefined) return userId;
  if (key === 'refused') return undefined;
  if (form.test(userId)) return userId;
  const known = recent.get(userId) ?? older.get(userId);
  const pseudonym =
    known ?? `u_${createHmac('sha256', key).update(userId).digest('base64url').slice(0, LENGTH)}`;
  if (userId.length <= LONGEST_REMEMBERED && !recent.has(userId)) {
    if (recent.size >= HALF) {
      older = recent;
      recent = new Map();
    }
    recent.set(userId, pseudonym);
  }
  return pseudonym;
}
