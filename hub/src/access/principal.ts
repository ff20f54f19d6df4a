import type { Scope } from './scopes.ts';

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
}
