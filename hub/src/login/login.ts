import { isIP } from 'node:net';
import { AuthorizationResponseError } from 'openid-client';
import type pg from 'pg';
import { isLoopback } from '../access/loopback-ingest.ts';
import { FIRST_PROJECT } from '../access/principal.ts';
import { HubError } from '../errors.ts';
import { allowedTargets } from '../outbound/allowed-targets.ts';
import { createOutbound } from '../outbound/outbound.ts';
import type { OidcSettings } from '../settings/login.ts';
import { SettingsError } from '../settings/values.ts';
import type { HubSettings } from '../settings.ts';
import { Provider } from './provider.ts';
import { returnPath } from './return-path.ts';
import { sealerOf } from './sealed.ts';
import { type StoredPerson, writePerson } from './write-person.ts';

/** Why somebody is not signed in, as the page tells it. */
export const signInFaults = ['denied', 'no_role', 'expired', 'unavailable', 'failed'] as const;
export type SignInFault = (typeof signInFaults)[number];

/** How a sign-in ended. */
export type SignedIn =
  | {
      readonly person: StoredPerson;
      readonly project: string;
      readonly path: string;
      readonly keptToken: string;
    }
  | { readonly fault: SignInFault; readonly error: HubError; readonly person?: StoredPerson };

export interface LoginOptions {
  readonly settings: OidcSettings;
  /** Private targets that the hub may ask. */
  readonly allowPrivateTargets: readonly string[];
  readonly pool: pg.Pool;
}

/** How long somebody may take at the provider. */
export const ATTEMPT_S = 600;
const TIMEOUT_MS = 10_000;
const MAX_ANSWER_BYTES = 1024 * 1024;
/** Browsers keep no cookie above 4096 bytes, and sealed it is a third longer; without the token the provider asks back. */
const MAX_TOKEN = 2800;

/** Sign-in as the settings have it; null where there is no provider, or nobody is asked who they are. */
export function loginOf(
  { access, alerting, login }: Pick<HubSettings, 'access' | 'alerting' | 'login'>,
  pool: pg.Pool,
): Login | null {
  if (login.oidc === null || !access.isOn) return null;
  return new Login({ settings: login.oidc, allowPrivateTargets: alerting.allowPrivateTargets, pool });
}

/** Sign-in of people at an OpenID Connect provider, as far as it has nothing to do with HTTP. */
export class Login {
  readonly settings: OidcSettings;
  readonly #provider: Provider;
  readonly #pool: pg.Pool;
  readonly #sealer: ReturnType<typeof sealerOf>;

  /** Throws a SettingsError for an issuer that would be asked in the clear over a network. */
  constructor({ settings, allowPrivateTargets, pool }: LoginOptions) {
    requireSafe(settings.issuer, allowPrivateTargets);
    this.settings = settings;
    const outbound = createOutbound({
      allow: allowPrivateTargets,
      timeoutMs: TIMEOUT_MS,
      maxBytes: MAX_ANSWER_BYTES,
    });
    this.#provider = new Provider(settings, outbound);
    this.#pool = pool;
    this.#sealer = sealerOf(settings.clientSecret);
  }

  /** Where the browser goes to sign in, and what it keeps meanwhile. Rejects with OBS_PROVIDER_UNAVAILABLE. */
  async begin(returnTo: string | undefined): Promise<{ url: string; kept: string }> {
    const { url, attempt } = await this.#provider.begin();
    const kept = { ...attempt, path: returnPath(returnTo), until: Date.now() + ATTEMPT_S * 1000 };
    return { url: url.href, kept: this.#sealer.seal('attempt', JSON.stringify(kept)) };
  }

  /** Ends a sign-in with the query that the browser came back with and what it kept. Rejects where the database is away. */
  async finish(query: string, kept: string | undefined): Promise<SignedIn> {
    const opened = kept === undefined ? null : this.#sealer.open('attempt', kept);
    const attempt = opened === null ? null : JSON.parse(opened);
    if (attempt === null || attempt.until < Date.now()) return notBegunHere(this.settings.publicUrl);
    try {
      const { issuer, person, roles, idToken } = await this.#provider.finish(query, attempt);
      const stored = await writePerson(this.#pool, issuer, person, roles);
      const [firstRole] = stored.roles.keys();
      if (firstRole === undefined) return withoutRole(stored, this.settings.contact);
      const project = stored.roles.has(FIRST_PROJECT) ? FIRST_PROJECT : firstRole;
      const keptToken = this.#sealer.seal('id token', idToken.length > MAX_TOKEN ? '' : idToken);
      return { person: stored, project, path: attempt.path, keptToken };
    } catch (error) {
      const fault = faultOf(error);
      if (fault === null) throw error;
      return fault;
    }
  }

  /** Where the browser signs out at the provider; null where there is no such page, or the provider is away. */
  async endSessionUrl(keptToken: string): Promise<string | null> {
    const idToken = this.#sealer.open('id token', keptToken);
    return this.#provider.endSessionUrl(idToken || null).catch(() => null);
  }
}

/** RFC 9700: codes and secrets travel encrypted, but within a machine or a network that an operator named. */
function requireSafe({ protocol, hostname, port }: URL, allow: readonly string[]): void {
  const host = hostname.replace(/^\[|\]$/g, '');
  if (protocol === 'https:' || isLoopback(host)) return;
  const { allowsHost, allowsAddress } = allowedTargets(allow);
  const portNumber = Number(port || 80);
  if (allowsHost(host, portNumber)) return;
  if (
    isIP(host) !== 0 &&
    !allowedTargets([]).allowsAddress(host, portNumber) &&
    allowsAddress(host, portNumber)
  )
    return;
  throw new SettingsError(
    'OBSERVATORY_OIDC_ISSUER: expected https; http is for this machine and for hosts in OBSERVATORY_ALLOW_PRIVATE_TARGETS',
  );
}

function notBegunHere(publicUrl: string): SignedIn {
  const message = `This sign-in took too long, or was not begun in this browser. Begin again at ${publicUrl}.`;
  return { fault: 'expired', error: new HubError('OBS_SIGN_IN_FAILED', message) };
}

function withoutRole(person: StoredPerson, contact: string | null): SignedIn {
  const whom = contact ?? 'whoever runs this hub';
  const message = `You are signed in as ${person.name}, and have no role here. Ask ${whom} for one.`;
  return { fault: 'no_role', person, error: new HubError('OBS_FORBIDDEN', message) };
}

function faultOf(error: unknown): SignedIn | null {
  if (error instanceof AuthorizationResponseError) {
    const isDenied = error.error === 'access_denied';
    const message = isDenied
      ? 'The provider did not let you in.'
      : 'The provider ended the sign-in with an error.';
    const failed = new HubError('OBS_SIGN_IN_FAILED', message, { cause: error });
    return { fault: isDenied ? 'denied' : 'failed', error: failed };
  }
  if (!(error instanceof HubError)) return null;
  if (error.code === 'OBS_PROVIDER_UNAVAILABLE') return { fault: 'unavailable', error };
  return error.code === 'OBS_SIGN_IN_FAILED' ? { fault: 'failed', error } : null;
}
