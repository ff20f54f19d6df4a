import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import type { Secret } from '../stack/component.ts';
import { ensureSecrets, refuseFaultyFiles } from './secrets-store.ts';

const key: Secret = { name: 'hub-key', does: '', from: { kind: 'generated', length: 32, prefix: 'obs_' } };
const url: Secret = {
  name: 'database-url',
  does: '',
  from: { kind: 'wrapped', secret: 'hub-key', before: 'postgres://observatory:', after: '@postgres:5432/x' },
};
const slack: Secret = {
  name: 'slack',
  does: '',
  from: { kind: 'file', path: 'slack.txt', setting: 'alerts.receivers.slack.urlFile' },
};

const prices: Secret = {
  name: 'hub-prices',
  does: '',
  from: { kind: 'file', path: 'prices.yaml', setting: 'hub.pricesFile' },
};

function folder(): string {
  const path = mkdtempSync(join(tmpdir(), 'observatory-secrets-'));
  onTestFinished(() => rmSync(path, { recursive: true, force: true }));
  return path;
}
const mode = (path: string) => (statSync(path).mode & 0o777).toString(8);
const read = (...path: string[]) => readFileSync(join(...path), 'utf8');

it('makes a missing secret with its prefix, of letters and digits', async () => {
  const at = folder();
  const { made } = await ensureSecrets([key], at);
  expect(read(at, 'secrets/hub-key')).toMatch(/^obs_[A-Za-z0-9]{32}$/);
  expect(made).toEqual(['hub-key']);
});

it('keeps a secret that is there', async () => {
  const at = folder();
  await ensureSecrets([key], at);
  const before = read(at, 'secrets/hub-key');
  const { made, values } = await ensureSecrets([key], at);
  expect(values.get('hub-key')).toBe(before);
  expect(made).toEqual([]);
});

it('makes another value once the file is deleted', async () => {
  const at = folder();
  const first = (await ensureSecrets([key], at)).values.get('hub-key');
  rmSync(join(at, 'secrets/hub-key'));
  expect((await ensureSecrets([key], at)).values.get('hub-key')).not.toBe(first);
});

it('makes a new value where the file is empty', async () => {
  const at = folder();
  mkdirSync(join(at, 'secrets'));
  writeFileSync(join(at, 'secrets/hub-key'), '\n');
  await ensureSecrets([key], at);
  expect(read(at, 'secrets/hub-key')).toMatch(/^obs_\w{32}$/);
});

it('wraps the value of another secret', async () => {
  const at = folder();
  const { values } = await ensureSecrets([key, url], at);
  expect(read(at, 'secrets/database-url')).toBe(
    `postgres://observatory:${values.get('hub-key')}@postgres:5432/x`,
  );
});

it('keeps everybody else out of the folder and the files', async () => {
  const at = folder();
  await ensureSecrets([key], at);
  expect([mode(join(at, 'secrets')), mode(join(at, 'secrets/hub-key'))]).toEqual(['700', '600']);
});

it('lets containers read the files in the closed folder', async () => {
  const at = folder();
  await ensureSecrets([key], at, { mode: 0o444 });
  expect([mode(join(at, 'secrets')), mode(join(at, 'secrets/hub-key'))]).toEqual(['700', '444']);
});

it('mends modes that were opened', async () => {
  const at = folder();
  await ensureSecrets([key], at);
  chmodSync(join(at, 'secrets'), 0o755);
  chmodSync(join(at, 'secrets/hub-key'), 0o644);
  await ensureSecrets([key], at);
  expect([mode(join(at, 'secrets')), mode(join(at, 'secrets/hub-key'))]).toEqual(['700', '600']);
});

it("takes a user's file without its last line break, and again when it changes", async () => {
  const at = folder();
  writeFileSync(join(at, 'slack.txt'), 'https://hooks.example/1\n');
  await ensureSecrets([slack], at, { base: at });
  expect(read(at, 'secrets/slack')).toBe('https://hooks.example/1');
  writeFileSync(join(at, 'slack.txt'), 'https://hooks.example/2\n');
  await ensureSecrets([slack], at, { base: at, mode: 0o444 });
  expect(read(at, 'secrets/slack')).toBe('https://hooks.example/2');
});

it("names the setting and the path of a user's file that is missing, and makes nothing", async () => {
  const at = folder();
  await expect(ensureSecrets([key, slack], at, { base: at })).rejects.toThrow(
    `alerts.receivers.slack.urlFile: cannot read ${at}/slack.txt: there is no such file`,
  );
  expect(readdirSync(at)).toEqual([]);
});

it("refuses a user's file that is empty", async () => {
  const at = folder();
  writeFileSync(join(at, 'slack.txt'), '\n');
  await expect(ensureSecrets([slack], at, { base: at })).rejects.toThrow(
    `alerts.receivers.slack.urlFile: ${at}/slack.txt is empty`,
  );
});

it("refuses a receiver's file that holds no URL, without showing what it holds", async () => {
  const at = folder();
  for (const text of [
    'not-a-url',
    'hooks.test/1',
    'https://',
    'https://hooks.test/1\nhttps://hooks.test/2',
  ]) {
    writeFileSync(join(at, 'slack.txt'), text);
    await expect(ensureSecrets([slack], at, { base: at })).rejects.toThrow(
      new Error(
        `alerts.receivers.slack.urlFile: ${at}/slack.txt: expected one URL that begins with https:// or http://`,
      ),
    );
  }
  expect(readdirSync(at)).toEqual(['slack.txt']);
});

it("refuses a file of the hub's webhook that holds no URL", async () => {
  const at = folder();
  writeFileSync(join(at, 'hook.txt'), 'not-a-url');
  const setting = 'hub.webhook.urlFile';
  const hook: Secret = {
    name: 'webhook-secret',
    does: '',
    from: { kind: 'file', path: 'hook.txt', setting },
  };
  await expect(refuseFaultyFiles([hook], at)).rejects.toThrow(
    `hub.webhook.urlFile: ${at}/hook.txt: expected one URL that begins with https:// or http://`,
  );
});

it('refuses prices that the hub could not read, and names the file and the key', async () => {
  const at = folder();
  writeFileSync(
    join(at, 'prices.yaml'),
    '- { model: acme-lm-7b, inputPerMillion: free, outputPerMillion: 1 }\n',
  );
  await expect(ensureSecrets([key, prices], at, { base: at })).rejects.toThrow(
    `hub.pricesFile: Price file ${at}/prices.yaml, [0].inputPerMillion: expected a number of 0 or more, came "free".`,
  );
  expect(readdirSync(at)).toEqual(['prices.yaml']);
});

it('says which folder cannot be made', async () => {
  const at = folder();
  writeFileSync(join(at, 'taken'), '');
  await expect(ensureSecrets([key], join(at, 'taken'))).rejects.toThrow(
    /^Cannot read the secret|^folder: cannot write to/,
  );
});
