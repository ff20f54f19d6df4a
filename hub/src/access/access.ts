import { randomBytes } from 'node:crypto';
import { HubError } from '../errors.ts';
import type { Database } from '../store/database.ts';
import { CredentialCache } from './credential-cache.ts';
import { inProject, principalOfKey, principalOfSession, tokenId } from './credentials.ts';
import { readKey } from './key-text.ts';
import { LastUse } from './last-use.ts';
import { type Arrival, isLocalArrival } from './loopback-ingest.ts';
import { OpenRequests } from './open-requests.ts';
import { FIRST_PROJECT, type Principal } from './principal.ts';
import { type KeyRow, readKeysById } from './read-keys.ts';
import { readSessionsByToken, type SessionRow } from './read-sessions.ts';
import { scopes } from './scopes.ts';
import { type GivenSettingKeys, SettingKeys } from './setting-keys.ts';
import { writeKeyUses } from './write-keys.ts';
import { insertSession, writeSessionUses } from './write-sessions.ts';

/** What a sender gives as its key: the values of the header or metadata entry `authorization` and `x-api-key`. */
export interface GivenKey {
  readonly authorization: string | undefined;
  readonly key: string | undefined;
}

/** Who asks, and how to find out later whether they still may. */
export interface Credential {
  readonly principal: Principal;
  /** Null for what does not end while the hub runs. */
  readonly watched: { readonly name: string; readonly check: () => Promise<Principal | null> } | null;
}

/** What a session is made from: a key as it was given, or a person who signed in. */
export type SessionMaker = { readonly key: string } | { readonly personId: string; readonly project: string };

export interface AccessOptions {
  readonly database: Database;
  /** ENABLE_AUTH. */
  readonly isOn: boolean;
  readonly settingKeys: GivenSettingKeys;
  /** Names that requests may call this hub by. */
  readonly allowedHosts: readonly string[];
  /** Whether it is called by no other; unless given, not. */
  readonly knowsItsNames?: boolean;
  /** Name and port where people reach it by HTTPS, as `Host` has them; null, as unless given: nowhere that is known. */
  readonly httpsHost?: string | null;
  /** Origins whose pages may use the hub beside its own. */
  readonly allowedOrigins: readonly string[];
  /** Whether nothing but this machine reaches the hub, as far as it is known. */
  readonly listensOnLoopback: boolean;
  /** A session ends after so many seconds, and after so many without a request. */
  readonly sessionS: number;
  readonly sessionIdleS: number;
  readonly onError: (error: unknown) => void;
  /** Told of each change that was made here. */
  readonly onChanged?: () => void;
}

/** A person signs in anew after half a day: in between the provider is not asked whether they still may. */
const PERSON_S = 12 * 3600;

/** Whoever reaches a hub without sign-in. */
const everyone: Principal = {
  kind: 'local',
  id: 'local',
  name: 'whoever reaches this hub',
  project: FIRST_PROJECT,
  scopes: new Set(scopes),
};
const neighbour: Principal = { ...everyone, name: 'a process on this machine', scopes: new Set(['ingest']) };

/** Finds out who asks, and remembers for a few seconds what the database says of keys and sessions. */
export class Access {
  readonly isOn: boolean;
  readonly allowedHosts: readonly string[];
  readonly knowsItsNames: boolean;
  readonly httpsHost: string | null;
  readonly allowedOrigins: readonly string[];
  readonly settingKeys: SettingKeys;
  readonly openRequests = new OpenRequests();
  readonly #options: AccessOptions;
  readonly #keys: CredentialCache<KeyRow>;
  readonly #sessions: CredentialCache<SessionRow>;
  readonly #keyUses: LastUse;
  readonly #sessionUses: LastUse;

  constructor(options: AccessOptions) {
    const { pool } = options.database.urgent;
    const { workPool } = options.database;
    this.#options = options;
    this.isOn = options.isOn;
    this.allowedHosts = options.allowedHosts;
    this.knowsItsNames = options.knowsItsNames ?? false;
    this.httpsHost = options.httpsHost ?? null;
    this.allowedOrigins = options.allowedOrigins;
    this.settingKeys = new SettingKeys(options.settingKeys);
    this.#keys = new CredentialCache({ find: (ids) => readKeysById(pool, ids) });
    this.#sessions = new CredentialCache({ find: (hashes) => readSessionsByToken(pool, hashes) });
    const { onError } = options;
    this.#keyUses = new LastUse({ write: (uses) => writeKeyUses(workPool, uses), onError });
    this.#sessionUses = new LastUse({
      write: (uses) => writeSessionUses(workPool, uses, options.sessionIdleS),
      onError,
    });
  }

  /** Who asks where nobody need say who they are. */
  get everyone(): Principal {
    return everyone;
  }

  /** Whose key it is that a sender gives. Throws OBS_UNAUTHORIZED where there is none, or none that is good. */
  async ofGivenKey({ authorization = '', key }: GivenKey): Promise<Credential> {
    const given = key ?? /^Bearer +(\S.*)$/i.exec(authorization)?.[1];
    const found = given === undefined ? null : await this.ofKey(given);
    if (found !== null) return found;
    throw new HubError(
      'OBS_UNAUTHORIZED',
      given === undefined
        ? `Expected a key as "Authorization: Bearer KEY" or "X-API-Key: KEY", got ${authorization === '' ? 'none' : 'an Authorization header without the word Bearer and a key'}.`
        : 'The key given is not known to this hub, has expired or was revoked.',
    );
  }

  /** Whose key a text is; null where it is no good key. */
  async ofKey(text: string): Promise<Credential | null> {
    const ofSetting = this.settingKeys.find(text);
    if (ofSetting !== null) return { principal: ofSetting, watched: null };
    const key = readKey(text);
    if (key === null) return null;
    const { id, hash } = key;
    const look = async () => {
      const row = await this.#keys.get(id);
      return row === null ? null : principalOfKey(row, hash, Date.now());
    };
    const principal = await look();
    if (principal === null) return null;
    this.#keyUses.note(id, Date.now());
    return { principal, watched: { name: `key ${hash.toString('base64')}`, check: look } };
  }

  /** Whose session a token is of; null where it is none that runs. */
  async ofSession(token: string): Promise<Credential | null> {
    const id = tokenId(token);
    const look = async () => {
      const row = await this.#sessions.get(id);
      const moment = {
        nowMs: Date.now(),
        lastSeenMs: this.#sessionUses.of(id) ?? 0,
        idleMs: this.#options.sessionIdleS * 1000,
        settingKeys: this.settingKeys,
      };
      const principal = row === null ? null : principalOfSession(row, token, moment);
      if (principal !== null) this.#sessionUses.note(id, moment.nowMs);
      return principal;
    };
    const principal = await look();
    return principal && { principal, watched: { name: `session ${id}`, check: look } };
  }

  /** Who brings telemetry from this machine without a key; null where that is not how a request came. */
  localSender(arrival: Arrival): Principal | null {
    if (!this.#options.listensOnLoopback) return null;
    return isLocalArrival(arrival, this.allowedHosts) ? neighbour : null;
  }

  /** The credential in the project that a request names. Throws OBS_FORBIDDEN where it has no part in it. */
  inProject(credential: Credential, project: string): Credential {
    const principal = inProject(credential.principal, project);
    if (principal === null)
      throw new HubError(
        'OBS_FORBIDDEN',
        `${credential.principal.name} has no part in the project ${project.slice(0, 63)}.`,
        { where: 'headers.x-observatory-project' },
      );
    const { watched } = credential;
    if (watched === null || principal === credential.principal) return { principal, watched };
    const check = async () => {
      const now = await watched.check();
      return now && inProject(now, project);
    };
    return { principal, watched: { name: `${watched.name} ${project}`, check } };
  }

  /** Begins a session; its token is known to nobody but the browser. Throws OBS_UNAUTHORIZED for a key that is not good. */
  async beginSession(maker: SessionMaker): Promise<{ token: string; expiresAt: Date; principal: Principal }> {
    const token = randomBytes(32).toString('base64url');
    const mostS = 'personId' in maker ? PERSON_S : Number.POSITIVE_INFINITY;
    const expiresMs = Date.now() + Math.min(this.#options.sessionS, mostS) * 1000;
    const session = {
      id: randomBytes(8).toString('hex'),
      tokenHash: Buffer.from(tokenId(token), 'base64url'),
      ...{ personId: null, keyId: null, keyHash: null, setting: null, settingProof: null },
      expiresMs,
    };
    const { pool } = this.#options.database;
    if ('personId' in maker) {
      await insertSession(pool, { ...session, ...maker });
    } else {
      const { principal } = await this.ofGivenKey({ authorization: undefined, key: maker.key });
      await insertSession(pool, {
        ...session,
        project: principal.project,
        ...(principal.kind === 'setting'
          ? { setting: principal.id, settingProof: this.settingKeys.proofOf(principal, token) }
          : { keyId: principal.id, keyHash: readKey(maker.key)?.hash ?? null }),
      });
    }
    const begun = await this.ofSession(token);
    if (begun === null) throw new HubError('OBS_UNAUTHORIZED', 'What signed in has ended meanwhile.');
    const { principal } = begun;
    return { token, principal, expiresAt: new Date(principal.expiresAtMs ?? expiresMs) };
  }

  /** When a key was used last, as far as this hub alone knows; milliseconds. */
  lastUseOfKey(id: string): number | undefined {
    return this.#keyUses.of(id);
  }

  /** Forgets what is known of keys and sessions, since they were changed here, and ends the streams of those that ended. */
  async changed(): Promise<void> {
    this.#options.onChanged?.();
    await this.changedElsewhere();
  }

  /** The same of a change on another hub. */
  async changedElsewhere(): Promise<void> {
    this.#keys.clear();
    this.#sessions.clear();
    await this.openRequests.look();
  }

  async close(): Promise<void> {
    await this.openRequests.close();
    await Promise.all([this.#keyUses.close(), this.#sessionUses.close()]);
  }
}
