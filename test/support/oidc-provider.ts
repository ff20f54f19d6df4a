import { createSign, generateKeyPairSync, type KeyObject } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Provider } from 'oidc-provider';

/** What a test changes in an ID token before the client gets it. */
export interface TokenChange {
  readonly header?: object;
  readonly claims?: object;
  /** Signs with a key that is not the provider's. */
  readonly isForged?: boolean;
}

export interface TestProvider {
  readonly issuer: string;
  readonly clientId: string;
  readonly clientSecret: string;
  /** Claims by the name that somebody signs in with. */
  readonly accounts: Map<string, Record<string, unknown>>;
  /** Done to the ID tokens given out from now on. */
  change: TokenChange | null;
  close(): Promise<void>;
}

/** A real OpenID Connect provider on loopback, with one client: the hub at `hubUrl`. Its log-in form takes any password. */
export async function startOidcProvider(hubUrl: string): Promise<TestProvider> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const keys = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
  const kid = 'key-of-the-test';
  const clientId = 'observatory-hub';
  const clientSecret = 'secret of the hub at the provider';
  const accounts = new Map<string, Record<string, unknown>>();
  const jwk = { ...keys.privateKey.export({ format: 'jwk' }), kid, use: 'sig', alg: 'RS256' };
  const provider = new Provider(issuer, {
    clients: [
      {
        client_id: clientId,
        client_secret: clientSecret,
        redirect_uris: [`${hubUrl}/api/v1/login/callback`],
        post_logout_redirect_uris: [`${hubUrl}/`],
      },
    ],
    jwks: { keys: [jwk as never] },
    cookies: { keys: ['a key for the cookies of the test'] },
    claims: { openid: ['sub'], profile: ['name'], email: ['email', 'email_verified'], groups: ['groups'] },
    ttl: { Interaction: 600, Grant: 600, Session: 600, AccessToken: 600, IdToken: 600 },
    pkce: { required: () => true },
    findAccount: (_ctx, id) => ({
      accountId: id,
      claims: async () => ({ ...accounts.get(id), sub: id }),
    }),
    // Nobody is asked for consent.
    loadExistingGrant: async (ctx) => {
      const { client, session } = ctx.oidc;
      if (!client || !session?.accountId) return undefined;
      const grant = new ctx.oidc.provider.Grant({ clientId: client.clientId, accountId: session.accountId });
      grant.addOIDCScope('openid profile email groups');
      await grant.save();
      return grant;
    },
  });
  const given: TestProvider = {
    issuer,
    clientId,
    clientSecret,
    accounts,
    change: null,
    close: () => closeServer(server),
  };
  provider.use(async (ctx, next) => {
    await next();
    const { change } = given;
    if (ctx.path !== '/token' || change === null) return;
    const body = ctx.body as { id_token?: string };
    if (body.id_token) {
      const key = change.isForged ? stranger.privateKey : keys.privateKey;
      body.id_token = changed(body.id_token, change, key);
    }
  });
  server.on('request', provider.callback());
  return given;
}

function changed(token: string, change: TokenChange, key: KeyObject): string {
  const [header = '', payload = ''] = token.split('.');
  const part = (text: string, more: object | undefined) =>
    Buffer.from(
      JSON.stringify({ ...JSON.parse(Buffer.from(text, 'base64url').toString()), ...more }),
    ).toString('base64url');
  const signed = `${part(header, change.header)}.${part(payload, change.claims)}`;
  return `${signed}.${createSign('sha256').update(signed).sign(key, 'base64url')}`;
}

function closeServer(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
