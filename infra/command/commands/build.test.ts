import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test as it, onTestFinished } from 'vitest';
import { buildCommand } from './build.ts';

it("removes nothing from a folder of somebody else's", async () => {
  const out = mkdtempSync(join(tmpdir(), 'observatory-build-'));
  onTestFinished(() => rmSync(out, { recursive: true, force: true }));
  mkdirSync(join(out, 'kubernetes'));
  const file = join(out, 'kubernetes/mine.yaml');
  writeFileSync(file, 'mine');
  await expect(buildCommand().parseAsync(['--out', out], { from: 'user' })).rejects.toThrow(
    /^--out: expected a folder of an earlier build or one without kubernetes\//,
  );
  expect(existsSync(file)).toBe(true);
});

it('names a file of prices that is missing, and writes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'observatory.yaml');
  writeFileSync(file, 'hub: { pricesFile: prices.yaml }');
  const out = join(folder, 'dist');
  await expect(buildCommand().parseAsync(['--file', file, '--out', out], { from: 'user' })).rejects.toThrow(
    `hub.pricesFile: cannot read ${folder}/prices.yaml: there is no such file. Write the prices into that file.`,
  );
  expect(existsSync(out)).toBe(false);
});

it('names every receiver of alerts whose secret is missing or empty, and writes nothing', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-build-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  const file = join(folder, 'observatory.yaml');
  writeFileSync(
    file,
    'alerts: { receivers: { slack: { urlFile: slack }, pagerduty: { keyFile: key }, webhook: { urlFile: hook } } }',
  );
  writeFileSync(join(folder, 'key'), '\n');
  writeFileSync(join(folder, 'hook'), 'https://hook.test/1\n');
  const out = join(folder, 'dist');
  await expect(buildCommand().parseAsync(['--file', file, '--out', out], { from: 'user' })).rejects.toThrow(
    `alerts.receivers.slack.urlFile: cannot read ${folder}/slack: there is no such file. Write the secret into that file.\n` +
      `alerts.receivers.pagerduty.keyFile: ${folder}/key is empty. Write the secret into that file.`,
  );
  expect(existsSync(out)).toBe(false);
});
