import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { welcome } from './welcome.ts';

const ready = { url: 'http://127.0.0.1:3001', otlpHttpPort: 4318, otlpGrpcPort: 4317, dataDir: '/data' };
const KEY = 'a-key-of-sixteen-or-more';

/** What the hint's curl is called with when a shell runs it. */
function curled(text: string, env: Record<string, string>): string[] {
  const line = text.split('\n').find((one) => one.trim().startsWith('curl -s')) ?? '';
  const script = `curl() { for one in "$@"; do echo "$one"; done; }\n${line}`;
  return execFileSync('sh', ['-c', script], { env: { ...process.env, ...env }, encoding: 'utf8' })
    .trim()
    .split('\n');
}

test('without a key the hints speak of none', () => {
  const text = welcome(ready, true, {});
  expect(text).not.toMatch(/key/i);
  expect(curled(text, {})).toEqual(['-s', 'http://127.0.0.1:3001/api/v1/executions?status=failed&limit=3']);
});

test('the first key of a hub that asks for one is shown, since nobody else will', () => {
  expect(welcome({ ...ready, firstKey: 'obs_1_secret' }, false, { ENABLE_AUTH: 'true' })).toContain(
    '\n  obs_1_secret\n',
  );
});

test('the hint for curl works with a key, which is not printed', () => {
  const text = welcome(ready, true, { OBSERVATORY_API_KEY: KEY });
  expect(text).not.toContain(KEY);
  expect(text).toContain('OTEL_EXPORTER_OTLP_HEADERS="x-api-key=$OBSERVATORY_API_KEY"');
  expect(curled(text, { OBSERVATORY_API_KEY: KEY })).toContain(`X-API-Key: ${KEY}`);
});

test('the hint for curl works with a key in a file, whatever the file is called', () => {
  const folder = mkdtempSync(join(tmpdir(), "observatory's key "));
  try {
    const file = join(folder, 'key');
    writeFileSync(file, `${KEY}\n`);
    const text = welcome(ready, true, { OBSERVATORY_API_KEY_FILE: file });
    expect(text).not.toContain(KEY);
    expect(curled(text, {})).toContain(`X-API-Key: ${KEY}`);
  } finally {
    rmSync(folder, { recursive: true });
  }
});
