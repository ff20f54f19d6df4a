import type { Role, Scope } from './scopes.ts';

/** The project that a hub begins with; whoever administers it administers the hub. */
export const FIRST_PROJECT = 'default';

/**
 * Who asks: a key of the settings, a key that was made over the API, a person who signed in, or whoever reaches a hub
 * without sign-in on loopback.
 */
export interface Principal {
  readonly kind: 'setting' | 'key' | 'person' | 'local';
  /** Of the key or person: no secret. */
  readonly id: string;
  /** As lists and the audit trail show it. */
  readonly name: string;
  readonly project: string;
  readonly scopes: ReadonlySet<Scope>;
  /** Of a person in the project. */
  readonly role?: Role;
  /** Of a person: the role in each project. */
  readonly memberships?: ReadonlyMap<string, Role>;
  /** Id of the browser's session, where it is one. */
  readonly session?: string;
  /** When the key or session ends by itself; null: never. */
  readonly expiresAtMs?: number | null;
}
