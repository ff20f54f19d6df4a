import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import pg from 'pg';
import { describe, expect, test } from 'vitest';
import { withOtherStart } from '../../../test/support/with-other-start.ts';
import { readSettings } from '../settings.ts';
import { claimedRoles } from './claimed-roles.ts';
import { type Claims, personOf } from './claims.ts';
import { loginOf } from './login.ts';
import { returnPath } from './return-path.ts';
import { sealerOf } from './sealed.ts';

const env = {
  OBSERVATORY_PUBLIC_URL: 'https://hub.example',
  OBSERVATORY_OIDC_ISSUER: 'https://id.example',
  OBSERVATORY_OIDC_CLIENT_ID: 'hub',
  OBSERVATORY_OIDC_CLIENT_SECRET: 'the secret of the hub',
};
const settings = (more: Record<string, string | undefined> = {}) => readSettings({ ...env, ...more }, '/');
/** Nothing connects before the first query. */
const login = (more: Record<string, string>) => {
  const made = loginOf(settings(more), new pg.Pool());
  if (made === null) throw new Error('no login');
  return made;
};

describe('the settings of sign-in', () => {
  test.each(['OBSERVATORY_OIDC_CLIENT_ID', 'OBSERVATORY_OIDC_CLIENT_SECRET', 'OBSERVATORY_PUBLIC_URL'])(
    'name %s where it is missing',
    (name) => {
      expect(() => settings({ [name]: undefined })).toThrow(
        `${name}: expected it together with OBSERVATORY_OIDC_ISSUER`,
      );
    },
  );

  test.each(['admins', 'admins=owner', '=admin', 'admins=:admin'])('refuse the rule %s', (rule) => {
    expect(() => settings({ OBSERVATORY_OIDC_ROLES: rule })).toThrow(
      'OBSERVATORY_OIDC_ROLES: expected a comma list',
    );
  });

  test('never repeat the secret', () => {
    const secret = 'hunter2-hunter2-hunter2';
    const wrong = { OBSERVATORY_OIDC_CLIENT_SECRET: secret, OBSERVATORY_OIDC_SCOPES: 'profile' };
    expect(() => settings(wrong)).toThrow(
      expect.not.objectContaining({ message: expect.stringContaining(secret) }),
    );
  });

  test.each([
    ['http://id.example', '', false],
    ['http://id.internal', 'id.internal', true],
    ['http://10.0.0.7:8080', '10.0.0.0/8', true],
    ['http://10.0.0.7:8080', '', false],
    ['http://127.0.0.1:8080', '', true],
    ['https://id.example', '', true],
  ])('take %s with the private targets "%s": %s', (issuer, allow, isTaken) => {
    const make = () => login({ OBSERVATORY_OIDC_ISSUER: issuer, OBSERVATORY_ALLOW_PRIVATE_TARGETS: allow });
    if (isTaken) expect(make).not.toThrow();
    else expect(make).toThrow('OBSERVATORY_OIDC_ISSUER: expected https');
  });

  test.each(['https://a.example/', 'https://a.example/path', '*', 'a.example', 'null'])(
    'take no origin %s',
    (origin) => {
      expect(() => settings({ OBSERVATORY_ALLOWED_ORIGINS: origin })).toThrow('OBSERVATORY_ALLOWED_ORIGINS');
    },
  );

  test('want both files of TLS or none', () => {
    expect(() => settings({ OBSERVATORY_TLS_CERT_FILE: 'tls.crt' })).toThrow(
      'OBSERVATORY_TLS_KEY_FILE: expected it',
    );
    expect(() => settings({ OBSERVATORY_TLS_KEY_FILE: 'tls.key' })).toThrow(
      'OBSERVATORY_TLS_CERT_FILE: expected it',
    );
  });
});

describe('a provider', () => {
  test('that does not answer is told, and is not asked again at once', async () => {
    let asked = 0;
    const server = createServer((_request, response) => {
      asked += 1;
      response.writeHead(502).end('<html>');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const away = login({ OBSERVATORY_OIDC_ISSUER: issuer, OBSERVATORY_ALLOW_PRIVATE_TARGETS: '127.0.0.1' });
    for (let i = 0; i < 3; i += 1)
      await expect(away.begin('/')).rejects.toMatchObject({ code: 'OBS_PROVIDER_UNAVAILABLE' });
    expect(asked).toBe(1);
    server.close();
    const gone = login({ OBSERVATORY_OIDC_ISSUER: issuer, OBSERVATORY_ALLOW_PRIVATE_TARGETS: '127.0.0.1' });
    await expect(gone.begin('/')).rejects.toThrow(/connection failed \(ECONNREFUSED\)/);
  });

  test('at a private address is not asked unless it is allowed (SSRF)', async () => {
    for (const issuer of ['http://127.0.0.1:1024', 'https://169.254.169.254', 'https://10.1.2.3'])
      await expect(login({ OBSERVATORY_OIDC_ISSUER: issuer }).begin('/')).rejects.toThrow(
        'OBSERVATORY_ALLOW_PRIVATE_TARGETS',
      );
  });
});

describe('roles by claims', () => {
  const of = (rules: string, claims: Claims, claim = 'groups') => {
    const { oidc } = settings({ OBSERVATORY_OIDC_ROLES: rules, OBSERVATORY_OIDC_ROLE_CLAIM: claim }).login;
    if (oidc === null) throw new Error('no settings');
    return Object.fromEntries(claimedRoles(oidc, claims, {}));
  };

  test.each<[string, Claims, object]>([
    ['admins=admin', { groups: ['admins'] }, { default: 'admin' }],
    ['admins=admin', { groups: 'admins' }, { default: 'admin' }],
    ['admins=admin', { groups: ['Admins', 'admins2', ' admins'] }, {}],
    ['a=viewer,b=operator,c=admin', { groups: ['c', 'a', 'b'] }, { default: 'admin' }],
    ['a=shop:operator,a=viewer', { groups: ['a'] }, { shop: 'operator', default: 'viewer' }],
    ['a=b=viewer', { groups: ['a=b'] }, { default: 'viewer' }],
    ['*=viewer', {}, { default: 'viewer' }],
    ['x=admin', { groups: { x: 'admin' } }, {}],
    ['constructor=admin', { groups: [] }, {}],
  ])('%s with %j', (rules, claims, expected) => {
    expect(of(rules, claims)).toEqual(expected);
  });

  test('come from a claim within objects, or from one with dots in its name', () => {
    expect(of('ops=admin', { realm_access: { roles: ['ops'] } }, 'realm_access.roles')).toEqual({
      default: 'admin',
    });
    const named = { 'https://example.com/roles': ['ops'] };
    expect(of('ops=admin', named, 'https://example.com/roles')).toEqual({ default: 'admin' });
    expect(of('x=admin', {}, '__proto__.x')).toEqual({});
  });

  test('come from an address only where the provider has verified it', () => {
    const rule = 'anna@example.com=admin';
    expect(of(rule, { email: 'anna@example.com', email_verified: true }, 'email')).toEqual({
      default: 'admin',
    });
    expect(of(rule, { email: 'anna@example.com', email_verified: false }, 'email')).toEqual({});
    expect(of(rule, { email: 'anna@example.com' }, 'email')).toEqual({});
  });
});

test('who signed in is kept as one line of text, with an address whose proof came with it', () => {
  expect(personOf('s', { name: 'An\u202ena\nadmin' }, {}).name).toBe('An na admin');
  expect(personOf('s', { email: 'a@b.c' }, { email_verified: true }).email).toBeNull();
  expect(personOf('s', { name: 7 }, { preferred_username: 'anna' }).name).toBe('anna');
});

test.each([
  ['/executions?status=failed#x', '/executions?status=failed#x'],
  [undefined, '/'],
  ['//evil.example', '/'],
  ['/\\evil.example', '/'],
  ['/\t/evil.example', '/'],
  ['/x/..//evil.example', '/'],
  ['https://evil.example/', '/'],
  ['/api/v1/login', '/'],
  ['', '/'],
])('after sign-in %j leads to %s', (given, expected) => {
  expect(returnPath(given)).toBe(expected);
});

test('what is sealed is opened by the same secret for the same purpose alone', () => {
  const sealer = sealerOf('one');
  const sealed = sealer.seal('a', 'text');
  expect(sealer.open('a', sealed)).toBe('text');
  expect(sealer.open('b', sealed)).toBeNull();
  expect(sealerOf('two').open('a', sealed)).toBeNull();
  expect(sealer.open('a', withOtherStart(sealed))).toBeNull();
  for (const other of ['', 'x', 'A'.repeat(37), 'A'.repeat(200)]) expect(sealer.open('a', other)).toBeNull();
});
