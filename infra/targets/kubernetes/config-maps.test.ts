import { expect, test } from 'vitest';
import { everythingOn, kubeStack } from '../../../test/support/kube-stacks.ts';
import type { ConfigFile } from '../../stack/component.ts';
import { configMaps, configSources } from './config-maps.ts';
import { kubernetesObjects } from './objects.ts';

const { settings, components } = kubeStack('local');
function withFiles(files: readonly ConfigFile[]) {
  const [first] = components;
  if (first === undefined) throw new Error('the stack is empty');
  return { ...first, name: 'server', files };
}

test('a file in a folder gets a key that Kubernetes takes, and its path back', () => {
  const server = withFiles([
    { path: 'server.yml', content: 'a' },
    { path: 'rules/agents and more.yml', content: 'b' },
  ]);
  expect(configMaps(settings, server).map(({ metadata, data }) => [metadata.name, data])).toEqual([
    ['server-config', { 'server.yml': 'a', 'rules__agents_and_more.yml': 'b' }],
  ]);
  expect(configSources(server)).toEqual([
    {
      configMap: {
        name: 'server-config',
        items: [
          { key: 'rules__agents_and_more.yml', path: 'rules/agents and more.yml' },
          { key: 'server.yml', path: 'server.yml' },
        ],
      },
    },
  ]);
});

test('files that are too large for one ConfigMap fill several, none above what kubectl apply takes', () => {
  const server = withFiles(
    ['a', 'b', 'c'].map((name) => ({ path: `${name}.json`, content: name.repeat(120_000) })),
  );
  const maps = configMaps(settings, server);
  expect(maps.map(({ metadata, data }) => [metadata.name, Object.keys(data as object)])).toEqual([
    ['server-config', ['a.json']],
    ['server-config-2', ['b.json']],
    ['server-config-3', ['c.json']],
  ]);
  for (const one of maps) expect(JSON.stringify(one).length).toBeLessThan(262_144);
});

test('no object of the stack, its rules included, is more than kubectl apply takes', () => {
  const objects = kubernetesObjects(
    kubeStack('large', { ...everythingOn, alerts: { budgets: { day: 24, month: 300 } } }),
  );
  const tooLarge = objects.filter((one) => JSON.stringify(one).length >= 262_144);
  expect(tooLarge.map(({ kind, metadata }) => `${kind} ${metadata.name}`)).toEqual([]);
});

test('two files with the same key are refused', () => {
  const server = withFiles([
    { path: 'a/b.yml', content: '' },
    { path: 'a__b.yml', content: '' },
  ]);
  expect(() => configMaps(settings, server)).toThrow('server: two configuration files have the key a__b.yml');
});

test('a server without files has no ConfigMap', () => {
  expect(configMaps(settings, withFiles([]))).toEqual([]);
});
