import { mkdirSync, mkdtempSync, readFileSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { resolveSettings } from '../settings/resolve.ts';
import { profileNames } from '../settings/schema.ts';
import { allArtifacts, artifacts, profileSettings } from './artifacts.ts';
import { checkObjects } from './check-objects.ts';
import { writeArtifacts } from './write-artifacts.ts';

const { settings } = resolveSettings([]);

describe('artifacts', () => {
  test('are the same bytes each time', () => {
    expect([...allArtifacts(settings)]).toEqual([...allArtifacts(structuredClone(settings))]);
  });

  test('are there for every target and every profile', () => {
    const paths = [...allArtifacts(settings).keys()];
    expect(paths).toEqual(paths.toSorted());
    for (const folder of ['', ...profileNames.map((profile) => `profiles/${profile}/`)]) {
      expect(paths).toContain(`${folder}compose/compose.yaml`);
      expect(paths).toContain(`${folder}compose/config/prometheus/prometheus.yml`);
      expect(paths).toContain(`${folder}kubernetes/10-prometheus.yaml`);
      expect(paths).toContain(`${folder}process/config/collector/collector.yaml`);
    }
  });

  test('of a profile lead compose to the secrets from where they lie', () => {
    expect(allArtifacts(settings).get('profiles/small/compose/.env')).toContain(
      'OBSERVATORY_SECRETS=../../../../.observatory/secrets\n',
    );
  });

  test('hold no placeholder of a value that was not rendered', () => {
    for (const [path, content] of allArtifacts(settings)) {
      expect(content, path).not.toMatch(/\bundefined\b|\[object Object\]|\bNaN\b|Calling \[toString\]/);
    }
  });

  test.each(profileNames)('of %s are valid by the schemas of Kubernetes', async (profile) => {
    for (const [path, content] of artifacts(profileSettings(profile))) {
      if (path.startsWith('kubernetes/')) expect((await checkObjects(content)).faults, path).toEqual([]);
      else if (/\.ya?ml$/.test(path)) expect(() => parse(content), path).not.toThrow();
    }
  });
});

test('an object that the API does not know so is a fault', async () => {
  const text = 'apiVersion: apps/v1\nkind: Deployment\nmetadata: {name: x}\nspec: {replicas: many}\n';
  expect((await checkObjects(text)).faults.join()).toMatch(/^Deployment: .*replicas/s);
});

describe('writing', () => {
  const made: string[] = [];
  afterEach(() => {
    for (const folder of made.splice(0)) rmSync(folder, { recursive: true });
  });
  const folder = () => {
    made.push(mkdtempSync(join(tmpdir(), 'observatory-dist-')));
    return made.at(-1) ?? '';
  };

  test('leaves alone what says the same, for containers have it mounted', () => {
    const out = folder();
    writeArtifacts(new Map([['compose/a.yml', 'a']]), out);
    utimesSync(join(out, 'compose/a.yml'), 1, 1);
    expect(writeArtifacts(new Map([['compose/a.yml', 'a']]), out)).toEqual({
      files: 1,
      changed: 0,
      removed: 0,
    });
    expect(statSync(join(out, 'compose/a.yml')).mtimeMs).toBe(1000);
  });

  test('removes what is no longer part of the stack, and nothing beside it', () => {
    const out = folder();
    writeArtifacts(
      new Map([
        ['compose/a.yml', 'a'],
        ['compose/b.yml', 'b'],
      ]),
      out,
    );
    mkdirSync(join(out, 'other'));
    writeFileSync(join(out, 'other/file'), '');
    expect(writeArtifacts(new Map([['compose/b.yml', 'new']]), out)).toEqual({
      files: 1,
      changed: 1,
      removed: 1,
    });
    expect(readFileSync(join(out, 'compose/b.yml'), 'utf8')).toBe('new');
    expect(statSync(join(out, 'other/file')).isFile()).toBe(true);
  });
});
