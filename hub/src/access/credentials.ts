import { hashOf, isSameHash } from './key-text.ts';
import type { Principal } from './principal.ts';
import type { KeyRow } from './read-keys.ts';
import type { SessionRow } from './read-sessions.ts';
import { scopesOfRole } from './scopes.ts';
import type { SettingKeys } from './setting-keys.ts';

/** Whose a key of the database is at a moment; null where its secret is another, it has ended or was revoked. */
export function principalOfKey(row: KeyRow, hash: Buffer, nowMs: number): Principal | null {
  if (row.revokedMs !== null || (row.expiresMs !== null && nowMs >= row.expiresMs)) return null;
  const { previousHash, previousUntilMs } = row;
  const isPrevious =
    previousHash !== null &&
    previousUntilMs !== null &&
    nowMs < previousUntilMs &&
    isSameHash(hash, previousHash);
  if (!isSameHash(hash, row.hash) && !isPrevious) return null;
  return {
    kind: 'key',
    id: row.id,
    name: row.name,
    project: row.project,
    scopes: new Set(row.scopes),
    expiresAtMs: row.expiresMs,
  };
}

export interface SessionMoment {
  readonly nowMs: number;
  /** When it was used last, as this hub knows. */
  readonly lastSeenMs: number;
  readonly idleMs: number;
  /** What the session was made from, where that is a key of the settings. */
  readonly settingKeys: SettingKeys;
}

/** Whose a session is at a moment; null where it has ended, or what it was made from has. */
export function principalOfSession(row: SessionRow, token: string, moment: SessionMoment): Principal | null {
  const { nowMs, lastSeenMs, idleMs, settingKeys } = moment;
  if (nowMs >= row.expiresMs || nowMs - Math.max(row.lastSeenMs, lastSeenMs) >= idleMs) return null;
  const own = { session: row.id, expiresAtMs: row.expiresMs };
  if (row.person !== null) {
    const role = row.memberships.get(row.project);
    return {
      kind: 'person',
      id: row.person.id,
      name: row.person.name,
      project: row.project,
      scopes: new Set(role === undefined ? [] : scopesOfRole[role]),
      memberships: row.memberships,
      ...(role !== undefined && { role }),
      ...own,
    };
  }
  const maker =
    row.key !== null && row.keyHash !== null
      ? principalOfKey(row.key, row.keyHash, nowMs)
      : row.setting !== null && row.settingProof !== null
        ? settingKeys.ofProof(row.setting, token, row.settingProof)
        : null;
  if (maker === null) return null;
  const ends = Math.min(row.expiresMs, maker.expiresAtMs ?? row.expiresMs);
  return { ...maker, ...own, expiresAtMs: ends };
}

/** The same principal in another project of theirs; null where they have none of this name. */
export function inProject(principal: Principal, project: string): Principal | null {
  if (project === principal.project) return principal;
  const role = principal.memberships?.get(project);
  return role === undefined ? null : { ...principal, project, role, scopes: new Set(scopesOfRole[role]) };
}

/** By what a session's row is found: nobody who reads the database has its token. */
export const tokenId = (token: string) => hashOf(token).toString('base64url');
