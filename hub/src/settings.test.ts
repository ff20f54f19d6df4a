import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { readSettings, SettingsError } from './settings.ts';

const read = (env: Record<string, string>) => readSettings(env, '/work');
const fault = (env: Record<string, string>) => {
  try {
    read(env);
  } catch (error) {
    if (error instanceof SettingsError) return error.message;
    throw error;
  }
  return 'no fault';
};

describe('the settings of the hub', () => {
  test('have defaults that need nothing', () => {
    expect(read({})).toMatchObject({
      host: '127.0.0.1',
      port: 3001,
      otlpHttpPort: 4318,
      otlpGrpcPort: 4317,
      dataDir: '/work/.observatory',
      retentionDays: 30,
      databaseUrl: null,
      apiKey: null,
    });
  });

  test('keep no kind of record for longer than everything', () => {
    for (const kind of ['SPANS', 'EVENTS', 'LOGS', 'SNAPSHOTS']) {
      const name = `OBSERVATORY_${kind}_DAYS`;
      expect(read({ RETENTION_DAYS: '14', [name]: '14' }).privacy.retention.days).toBe(14);
      expect(fault({ RETENTION_DAYS: '14', [name]: '15' })).toBe(
        `${name}: expected at most RETENTION_DAYS, 14, got 15; raise RETENTION_DAYS, or lower it`,
      );
    }
  });

  test('take an empty variable as not set', () => {
    expect(read({ PORT: '', DATABASE_URL: '' })).toMatchObject({ port: 3001, databaseUrl: null });
  });

  test('let nobody read the SQL views over TCP without a password', () => {
    expect(fault({ OBSERVATORY_READER_PORT: '5433' })).toBe(
      'OBSERVATORY_READER_PORT: expected OBSERVATORY_READER_PASSWORD with it; got 5433 alone',
    );
    expect(fault({ OBSERVATORY_READER_PASSWORD: 'too-short' })).toMatch(
      /^OBSERVATORY_READER_PASSWORD: expected at least 16 characters of ASCII without spaces; got 9$/m,
    );
  });

  test('take the pages of Grafana and Jaeger, without a slash at the end', () => {
    const pages = { OBSERVATORY_GRAFANA_URL: 'https://example.com/grafana/', OBSERVATORY_JAEGER_URL: '' };
    expect(read(pages)).toMatchObject({ grafanaUrl: 'https://example.com/grafana', jaegerUrl: null });
    expect(fault({ OBSERVATORY_JAEGER_URL: 'javascript:alert(1)' })).toMatch(
      /^OBSERVATORY_JAEGER_URL: expected a URL that begins with http:\/\/ or https:\/\/; got "javascript:alert\(1\)"$/m,
    );
  });

  test('take where the hub asks Jaeger and Grafana, which is where people reach them unless said otherwise', () => {
    const pages = {
      OBSERVATORY_GRAFANA_URL: 'https://example.com/grafana/',
      OBSERVATORY_JAEGER_URL: 'https://example.com/jaeger',
    };
    expect(read({ ...pages, OBSERVATORY_JAEGER_PROBE_URL: 'http://jaeger:16686/' })).toMatchObject({
      jaegerUrl: 'https://example.com/jaeger',
      integrations: {
        jaeger: 'http://jaeger:16686',
        grafana: 'https://example.com/grafana',
        prometheus: null,
        loki: null,
        alertmanager: null,
        collector: null,
      },
    });
  });

  test('let the hub show no password to the servers that it asks', () => {
    const said = 'expected a URL without user, password, query and fragment';
    expect(fault({ OBSERVATORY_LOKI_URL: 'http://me:secret@loki:3100' })).toContain(
      `OBSERVATORY_LOKI_URL: ${said}`,
    );
    expect(fault({ OBSERVATORY_PROMETHEUS_URL: 'http://prometheus:9090/?a=b' })).toContain(
      `OBSERVATORY_PROMETHEUS_URL: ${said}`,
    );
    expect(fault({ OBSERVATORY_COLLECTOR_URL: 'collector:13133' })).toMatch(
      /^OBSERVATORY_COLLECTOR_URL: expected a URL that begins with http:\/\/ or https:\/\/; got/m,
    );
  });

  test('switch a port off', () => {
    expect(read({ OBSERVATORY_OTLP_GRPC_PORT: 'off' }).otlpGrpcPort).toBeNull();
  });

  test('name a port that is none, and what came', () => {
    expect(fault({ PORT: '70000' })).toMatch(/^PORT: expected a whole number from 0 to 65535; got "70000"$/m);
    expect(fault({ PORT: 'web' })).toMatch(/^PORT: expected a whole number from 0 to 65535; got "web"$/m);
  });

  test('name every fault at once', () => {
    expect(fault({ PORT: 'x', RETENTION_DAYS: '0' }).match(/got "/g)).toHaveLength(2);
  });

  test('say of a key that is too short how long it must be, and of every other value what it may be', () => {
    expect(fault({ OBSERVATORY_API_KEY: 'short-secret' })).toMatch(
      /^OBSERVATORY_API_KEY: expected at least 16 characters; got 12$/m,
    );
    expect(fault({ DATABASE_URL: 'mysql://h/d' })).toMatch(
      /^DATABASE_URL: expected a URL that begins with postgres:\/\/ or postgresql:\/\/; got another value$/m,
    );
    expect(fault({ LOG_LEVEL: 'loud' })).toMatch(
      /^LOG_LEVEL: expected trace, debug, info, warn, error, fatal or silent; got "loud"$/m,
    );
  });

  test('never repeat a key or a database password in a message', () => {
    expect(fault({ OBSERVATORY_API_KEY: 'short-secret' })).not.toContain('short-secret');
    expect(fault({ DATABASE_URL: 'mysql://u:pass-word@h/d' })).not.toContain('pass-word');
    expect(fault({ OBSERVATORY_REDIS_URL: 'http://u:pass-word@h' })).toMatch(
      /^OBSERVATORY_REDIS_URL: expected a URL as redis:\/\/HOST:PORT, or rediss:\/\/ with TLS; got another value$/m,
    );
  });

  test('refuse to be open at an address that others reach', () => {
    expect(fault({ HOST: '0.0.0.0', ENABLE_AUTH: 'false' })).toMatch(/^ENABLE_AUTH: .*HOST 0\.0\.0\.0$/);
    expect(read({ HOST: '0.0.0.0' }).access.isOn).toBe(true);
    expect(read({ ENABLE_AUTH: 'false' }).access.isOn).toBe(false);
    for (const HOST of [
      '0',
      '::',
      '::ffff:0.0.0.0',
      'localhost.evil',
      '127.0.0.1.evil',
      '127.0.0.256',
      '127.1',
    ])
      expect(fault({ HOST, ENABLE_AUTH: 'false' })).toMatch(/^ENABLE_AUTH: /);
  });

  test('refuse to be open with a key that nobody would be asked for', () => {
    const key = 'a-key-of-sixteen-characters';
    expect(fault({ ENABLE_AUTH: 'false', OBSERVATORY_API_KEY: key })).toMatch(
      /^ENABLE_AUTH: .*OBSERVATORY_API_KEY/,
    );
    expect(fault({ ENABLE_AUTH: 'false', OBSERVATORY_READ_KEY: key })).toMatch(
      /^ENABLE_AUTH: .*OBSERVATORY_READ_KEY/,
    );
  });

  test('refuse one key for two of them, which would do more than its name says', () => {
    const key = 'a-key-of-sixteen-characters';
    const message = fault({ OBSERVATORY_API_KEY: key, OBSERVATORY_INGEST_KEY: key });
    expect(message).toMatch(/^OBSERVATORY_INGEST_KEY: .*OBSERVATORY_API_KEY/);
    expect(message).not.toContain(key);
  });

  test('refuse everybody as a proxy that is believed', () => {
    for (const range of ['0.0.0.0/0', '::/0'])
      expect(fault({ OBSERVATORY_TRUSTED_PROXIES: range })).toMatch(/^OBSERVATORY_TRUSTED_PROXIES: /);
  });

  test('take the key by either of its names, and not two that differ', () => {
    const key = 'a-key-of-sixteen-characters';
    expect(read({ OBSERVABILITY_API_KEY: key }).apiKey).toBe(key);
    expect(read({ OBSERVABILITY_API_KEY: key, OBSERVATORY_API_KEY: key }).apiKey).toBe(key);
    const message = fault({ OBSERVABILITY_API_KEY: `${key}-2`, OBSERVATORY_API_KEY: key });
    expect(message).toMatch(/^OBSERVABILITY_API_KEY: /);
    expect(message).not.toContain(key);
  });
});

describe('secrets of the hub as files', () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-settings-'));
  afterAll(() => rmSync(folder, { recursive: true }));
  const fileOf = (name: string, content: string) => {
    writeFileSync(join(folder, name), content);
    return join(folder, name);
  };

  test('hold the key and the address of the database, with or without a line break at the end', () => {
    const key = fileOf('key', 'a-key-of-sixteen-characters\n');
    const url = fileOf('url', 'postgres://u:p@h/d');
    expect(read({ OBSERVATORY_API_KEY_FILE: key, DATABASE_URL_FILE: url })).toMatchObject({
      apiKey: 'a-key-of-sixteen-characters',
      databaseUrl: 'postgres://u:p@h/d',
    });
  });

  test('open the hub to others like the key itself', () => {
    const key = fileOf('open', 'a-key-of-sixteen-characters');
    expect(read({ HOST: '0.0.0.0', OBSERVATORY_API_KEY_FILE: key }).host).toBe('0.0.0.0');
  });

  test('are refused beside the setting itself', () => {
    const key = fileOf('both', 'a-key-of-sixteen-characters');
    expect(fault({ OBSERVATORY_API_KEY: 'another-key-of-sixteen', OBSERVATORY_API_KEY_FILE: key })).toBe(
      'OBSERVATORY_API_KEY: expected either OBSERVATORY_API_KEY or OBSERVATORY_API_KEY_FILE; got both',
    );
  });

  test('are named where they cannot be read or are empty', () => {
    expect(fault({ DATABASE_URL_FILE: join(folder, 'missing') })).toMatch(
      /^DATABASE_URL_FILE: expected a file that the hub can read; got ENOENT.*missing/,
    );
    expect(fault({ DATABASE_URL_FILE: fileOf('empty', '\n') })).toMatch(/^DATABASE_URL_FILE: .*an empty one/);
  });

  test('are checked like the setting, and never repeated', () => {
    const message = fault({ OBSERVATORY_API_KEY_FILE: fileOf('short', 'short-secret') });
    expect(message).toMatch(/^OBSERVATORY_API_KEY_FILE: expected at least 16 characters; got 12$/m);
    expect(message).not.toContain('short-secret');
  });
});
