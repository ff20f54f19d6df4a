import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { profileSettings } from '../../infra/render/artifacts.ts';
import { checkStack, type FileCheck } from '../../infra/render/check.ts';
import { profileNames, type Settings } from '../../infra/settings/schema.ts';

async function check(settings: Settings): Promise<FileCheck[]> {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-check-'));
  try {
    return await checkStack(settings, folder, process.env);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

test.each(profileNames)(
  'every rendered file of %s is what the program that reads it expects',
  async (profile) => {
    const checks = await check(profileSettings(profile));
    expect(checks.filter(({ result }) => result === 'fault')).toEqual([]);
    const byTools = checks.filter(({ result }) => result === 'ok').map(({ by }) => by.split(' ')[0]);
    expect(new Set(byTools)).toEqual(
      new Set([
        'promtool',
        'amtool',
        'loki',
        'jaeger',
        'otelcol-observatory',
        "Kubernetes'",
        expect.any(String),
      ]),
    );
  },
);

test('a fault is shown in the words of the program that found it', async () => {
  const settings = profileSettings('local');
  const faulty = {
    ...settings,
    redaction: {
      ...settings.redaction,
      rules: [{ name: 'broken', pattern: '(', replacement: '' }],
    },
  };
  const faults = (await check(faulty)).filter(({ result }) => result === 'fault');
  expect(faults.map(({ file }) => file)).toContain('process/collector/collector.yaml');
  expect(faults[0]?.detail).toMatch(/missing closing \)/);
});
