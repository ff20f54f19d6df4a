import * as oidc from 'openid-client';
import type { Role } from '../access/scopes.ts';
import { HubError } from '../errors.ts';
import type { Outbound } from '../outbound/outbound.ts';
import { OutboundError } from '../outbound/outbound-error.ts';
import type { OidcSettings } from '../settings/login.ts';
import { claimedRoles } from './claimed-roles.ts';
import { type ClaimedPerson, claimValues, personOf } from './claims.ts';

/** What the browser keeps while its reader is at the provider. */
export interface Attempt {
  readonly state: string;
  readonly nonce: string;
  readonly verifier: string;
}

/** Whom the provider vouches for. */
export interface Vouched {
  readonly issuer: string;
  readonly person: ClaimedPerson;
  readonly roles: ReadonlyMap<string, Role>;
  /** Names the session at the provider, to end it there. */
  readonly idToken: string;
}

export const CALLBACK_PATH = '/api/v1/login/callback';
const RENEW_MS = 3600_000;
/** How long a provider that did not answer is not asked again. */
const AWAY_MS = 5000;
const CLOCK_TOLERANCE_S = 30;

/**
 * An OpenID Connect provider (authorization code flow with PKCE, OpenID Connect Core 3.1). What it says of itself is
 * asked for when the first person signs in, kept, and asked for again after an hour; where that fails, what is known goes on.
 */
export class Provider {
  readonly #settings: OidcSettings;
  readonly #outbound: Pick<Outbound, 'fetchLike'>;
  #known: { readonly config: oidc.Configuration; readonly atMs: number } | null = null;
  #away: { readonly error: HubError; readonly atMs: number } | null = null;
  #asking: Promise<oidc.Configuration> | null = null;

  constructor(settings: OidcSettings, outbound: Pick<Outbound, 'fetchLike'>) {
    this.#settings = settings;
    this.#outbound = outbound;
  }

  /** Where a browser signs in, and what it keeps until it comes back. Rejects with OBS_PROVIDER_UNAVAILABLE. */
  async begin(): Promise<{ url: URL; attempt: Attempt }> {
    const config = await this.#configuration();
    const attempt = {
      state: oidc.randomState(),
      nonce: oidc.randomNonce(),
      verifier: oidc.randomPKCECodeVerifier(),
    };
    const url = oidc.buildAuthorizationUrl(config, {
      redirect_uri: this.#settings.publicUrl + CALLBACK_PATH,
      scope: this.#settings.scopes,
      state: attempt.state,
      nonce: attempt.nonce,
      code_challenge: await oidc.calculatePKCECodeChallenge(attempt.verifier),
      code_challenge_method: 'S256',
    });
    return { url, attempt };
  }

  /**
   * Changes what the browser came back with for whom it is. `query` begins with a question mark. Rejects with
   * OBS_SIGN_IN_FAILED, OBS_PROVIDER_UNAVAILABLE, or an AuthorizationResponseError where the provider refuses.
   */
  async finish(query: string, attempt: Attempt): Promise<Vouched> {
    try {
      return await this.#finish(query, attempt);
    } catch (cause) {
      if (cause instanceof oidc.AuthorizationResponseError) throw cause;
      throw (
        hubErrorIn(cause) ??
        new HubError('OBS_SIGN_IN_FAILED', 'What came from the provider does not prove who signs in.', {
          cause,
        })
      );
    }
  }

  async #finish(query: string, { state, nonce, verifier }: Attempt): Promise<Vouched> {
    const config = await this.#configuration();
    const tokens = await oidc.authorizationCodeGrant(
      config,
      new URL(this.#settings.publicUrl + CALLBACK_PATH + query),
      { expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    );
    const claims = tokens.claims();
    if (claims === undefined || tokens.id_token === undefined) throw new Error('no ID token');
    const { roleClaim } = this.#settings;
    // Many providers put no more than the subject into the token.
    const isEnough = claims.name !== undefined && claimValues(claims, roleClaim) !== null;
    const userInfo =
      isEnough || config.serverMetadata().userinfo_endpoint === undefined
        ? {}
        : await oidc.fetchUserInfo(config, tokens.access_token, claims.sub);
    return {
      issuer: claims.iss,
      person: personOf(claims.sub, claims, userInfo),
      roles: claimedRoles(this.#settings, claims, userInfo),
      idToken: tokens.id_token,
    };
  }

  /** Where a browser signs out at the provider (OpenID Connect RP-Initiated Logout 1.0); null where it has no such page. */
  async endSessionUrl(idToken: string | null): Promise<string | null> {
    const config = await this.#configuration();
    if (config.serverMetadata().end_session_endpoint === undefined) return null;
    return oidc.buildEndSessionUrl(config, {
      post_logout_redirect_uri: `${this.#settings.publicUrl}/`,
      ...(idToken !== null && { id_token_hint: idToken }),
    }).href;
  }

  async #configuration(): Promise<oidc.Configuration> {
    const now = Date.now();
    if (this.#known && now - this.#known.atMs < RENEW_MS) return this.#known.config;
    const old = this.#known?.config;
    if (this.#away && now - this.#away.atMs < AWAY_MS) {
      if (old) return old;
      throw this.#away.error;
    }
    this.#asking ??= this.#discover().finally(() => {
      this.#asking = null;
    });
    return this.#asking.catch((error) => {
      if (old) return old;
      throw error;
    });
  }

  async #discover(): Promise<oidc.Configuration> {
    const { issuer, clientId, clientSecret } = this.#settings;
    const execute = [oidc.enableNonRepudiationChecks];
    if (issuer.protocol === 'http:') execute.push(oidc.allowInsecureRequests);
    try {
      const config = await oidc.discovery(
        issuer,
        clientId,
        { client_secret: clientSecret, [oidc.clockTolerance]: CLOCK_TOLERANCE_S },
        clientAuthentication(clientSecret),
        { execute, [oidc.customFetch]: (url, init) => this.#fetch(url, init) },
      );
      this.#known = { config, atMs: Date.now() };
      this.#away = null;
      return config;
    } catch (cause) {
      const error = unavailable(cause);
      this.#away = { error, atMs: Date.now() };
      throw error;
    }
  }

  async #fetch(url: string, init: oidc.CustomFetchOptions): Promise<Response> {
    const { method, headers, body, signal } = init;
    if (body instanceof ReadableStream || body instanceof ArrayBuffer)
      throw new TypeError('no such body is sent');
    try {
      return await this.#outbound.fetchLike(url, {
        method,
        headers,
        // A provider that redirects what is asked of it would be given the code or the secret elsewhere.
        redirect: 'manual',
        ...(body !== undefined && { body }),
        ...(signal !== undefined && { signal }),
      });
    } catch (error) {
      throw unavailable(error);
    }
  }
}

/** The way that the provider takes; without a word of it, that of OpenID Connect Discovery 1.0, section 3. */
function clientAuthentication(secret: string): oidc.ClientAuth {
  const basic = oidc.ClientSecretBasic(secret);
  const post = oidc.ClientSecretPost(secret);
  return (server, ...rest) => {
    const methods = server.token_endpoint_auth_methods_supported ?? ['client_secret_basic'];
    return (methods.includes('client_secret_basic') ? basic : post)(server, ...rest);
  };
}

/** The provider cannot be asked: what is known of why, in words for whoever runs the hub. */
function unavailable(cause: unknown): HubError {
  const known = hubErrorIn(cause);
  if (known) return known;
  const why = cause instanceof OutboundError ? cause.message : 'What it says of itself cannot be used.';
  return new HubError('OBS_PROVIDER_UNAVAILABLE', `The provider of sign-in cannot be asked. ${why}`, {
    cause,
  });
}

/** The library wraps what its fetch throws. */
function hubErrorIn(error: unknown): HubError | null {
  if (error instanceof HubError) return error;
  return error instanceof Error && error.cause !== undefined ? hubErrorIn(error.cause) : null;
}
