import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isSecretName, redactText } from './redact.ts';

describe('isSecretName', () => {
  it.each([
    'password',
    'db_password',
    'X-API-Key',
    'openaiApiKey',
    'Authorization',
    'clientSecret',
    'accessToken',
    'refresh_token',
    'token',
    'set-cookie',
    'privateKey',
  ])('takes %s for a secret', (name) => {
    expect(isSecretName(name)).toBe(true);
  });

  it.each(['max_tokens', 'inputTokens', 'tokenCount', 'pageToken', 'author', 'keyboard', 'userId', 'tokens'])(
    'takes %s for harmless',
    (name) => {
      expect(isSecretName(name)).toBe(false);
    },
  );
});

/** Made up, in the forms that services use. */
const secrets = [
  'Bearer 9f8e7d6c5b4a39281706f5e4d3c2b1a0',
  'eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0NTY3ODkwIn0.dozjgNryP4J3jVmNHl0w5N_XgL0n3I9PlFUP0THsR8U',
  `sk-${'proj-Ab3'.repeat(5)}`,
  `sk-ant-${'api03-Zz9'.repeat(4)}`,
  'AKIAIOSFODNN7EXAMPLE',
  `ghp_${'aB3'.repeat(12)}`,
  `github_pat_${'aB3_'.repeat(10)}`,
  `glpat-${'x1Y'.repeat(7)}`,
  `xoxb-${'123-abc'.repeat(3)}`,
  `AIza${'Sy_-1'.repeat(7)}`,
  `sk_live_${'4eC39'.repeat(5)}`,
];

describe('redactText', () => {
  it.each(secrets)('takes out %s', (secret) => {
    expect(redactText(`before ${secret} after`)).toBe('before [redacted] after');
  });

  it('takes out a private key, also one that was cut', () => {
    const key = '-----BEGIN RSA PRIVATE KEY-----\nMIIEow\n-----END RSA PRIVATE KEY-----';
    expect(redactText(`a ${key} b`)).toBe('a [redacted] b');
    expect(redactText(`a ${key.slice(0, 40)}`)).toBe('a [redacted]');
  });

  it('takes the password out of an address and leaves the rest', () => {
    expect(redactText('postgres://app:hunter2@db:5432/x')).toBe('postgres://app:[redacted]@db:5432/x');
  });

  it.each([
    ['password=hunter2&user=a', 'password=[redacted]&user=a'],
    ['{"api_key": "abc123"}', '{"api_key": "[redacted]"}'],
    ["client_secret='s3cr3t'", "client_secret='[redacted]'"],
    ['{"arguments":"{\\"password\\":\\"hunter2\\"}"}', '{"arguments":"{\\"password\\":\\"[redacted]\\"}"}'],
  ])('takes out the value that is named in %s', (given, wanted) => {
    expect(redactText(given)).toBe(wanted);
  });

  it.each([
    'a basic understanding of tokens',
    'the bearer instruments of 2024',
    'Customer was found',
    'task sk-1 is done',
  ])('leaves prose alone: %s', (prose) => {
    expect(redactText(prose)).toBe(prose);
  });

  it('leaves no secret in whatever text surrounds it', () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...secrets), fc.string(), (before, secret, after) => {
        expect(redactText(`${before} ${secret} ${after}`)).not.toContain(secret);
      }),
    );
  });

  it('changes nothing a second time', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string(), fc.constantFrom(...secrets))), (parts) => {
        const once = redactText(parts.join(' '));
        expect(redactText(once)).toBe(once);
      }),
    );
  });

  it('takes time in proportion to the text, whatever the text', () => {
    const hostile = ['bearer ', 'a://', 'password=', '-----BEGIN PRIVATE KEY-----', 'eyJ', 'sk-', 'x:y@'];
    for (const part of hostile) {
      const start = performance.now();
      redactText(part.repeat(40_000 / part.length));
      expect(performance.now() - start).toBeLessThan(1000);
    }
  });
});
