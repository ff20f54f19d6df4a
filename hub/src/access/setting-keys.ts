import { createHmac } from 'node:crypto';
import { hashOf, isSameHash } from './key-text.ts';
import { FIRST_PROJECT, type Principal } from './principal.ts';
import { type Scope, scopes } from './scopes.ts';

/** Keys that the settings give, by the name of their variable. */
export interface GivenSettingKeys {
  readonly apiKey: string | null;
  readonly ingestKey: string | null;
  readonly readKey: string | null;
}

interface SettingKey {
  readonly variable: string;
  readonly hash: Buffer;
  readonly principal: Principal;
}

/** The keys of the settings: they belong to the first project, have no end, and are no rows of the database. */
export class SettingKeys {
  readonly #keys: readonly SettingKey[];

  constructor({ apiKey, ingestKey, readKey }: GivenSettingKeys) {
    this.#keys = [
      settingKey('OBSERVATORY_API_KEY', apiKey, scopes),
      settingKey('OBSERVATORY_INGEST_KEY', ingestKey, ['ingest']),
      settingKey('OBSERVATORY_READ_KEY', readKey, ['read']),
    ].filter((key) => key !== null);
  }

  /** Whether one of them may do everything. */
  get hasAdmin(): boolean {
    return this.#keys.some(({ principal }) => principal.scopes.has('administer'));
  }

  /** Whose key a text is; null where it is none of them. Each is compared, whichever it is. */
  find(text: string): Principal | null {
    if (this.#keys.length === 0) return null;
    const hash = hashOf(text);
    const found = this.#keys.filter((key) => isSameHash(key.hash, hash));
    return found[0]?.principal ?? null;
  }

  /** A proof for a session that it was made from a key: without the session's token nobody can try keys against it. */
  proofOf(principal: Principal, token: string): Buffer | null {
    const key = this.#keys.find(({ variable }) => variable === principal.id);
    return key === undefined ? null : createHmac('sha256', token).update(key.hash).digest();
  }

  /** Whose session it is, where the key that it was made from is still the same. */
  ofProof(variable: string, token: string, proof: Buffer): Principal | null {
    const key = this.#keys.find((one) => one.variable === variable);
    if (key === undefined) return null;
    const expected = createHmac('sha256', token).update(key.hash).digest();
    return isSameHash(expected, proof) ? key.principal : null;
  }
}

function settingKey(variable: string, text: string | null, granted: readonly Scope[]): SettingKey | null {
  if (text === null) return null;
  const principal: Principal = {
    kind: 'setting',
    id: variable,
    name: variable,
    project: FIRST_PROJECT,
    scopes: new Set(granted),
    expiresAtMs: null,
  };
  return { variable, hash: hashOf(text), principal };
}
