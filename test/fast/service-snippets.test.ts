import { execFileSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import type { KubernetesObject } from '../../infra/targets/kubernetes/object.ts';
import { observedComposeService, observedContainer, observedNetworks } from '../../infra/workload.ts';
import { validateKubeObject } from '../support/kube-models.ts';

/** The files of docs/run-your-service.md are what the page shows, and what their readers take. */

const root = resolve(import.meta.dirname, '../..');
const read = (file: string) => readFileSync(join(root, file), 'utf8');
const yaml = (file: string) => parse(read(`examples/${file}`));

interface Compose {
  readonly services: {
    readonly support: {
      readonly environment: Record<string, string>;
      readonly stop_grace_period: string;
      readonly networks?: readonly string[];
    };
  };
  readonly networks?: object;
}

const shown = [
  ...globSync('examples/{docker,kubernetes}/{Dockerfile,*.yaml}', { cwd: root }),
  'examples/lambda/function.env',
];

test.each(shown)('%s stands in the page', (file) => {
  expect(read('docs/run-your-service.md')).toContain(`\n${read(file).trimEnd()}\n\`\`\``);
});

test('the handler of the page is the one of the example', () => {
  const [, handler] = /```js\n(.*?)\n```/s.exec(read('docs/run-your-service.md')) ?? [];
  expect(handler).toContain('await flush();');
  expect(read('examples/lambda/handler.mjs').startsWith(`${handler}\n`)).toBe(true);
});

test('the image starts Node itself', () => {
  const lines = read('examples/docker/Dockerfile')
    .split('\n')
    .filter((line) => /^\S/.test(line) && !line.startsWith('#'));
  expect(lines.map((line) => line.split(' ')[0])).toEqual([
    'FROM',
    'WORKDIR',
    'COPY',
    'COPY',
    'RUN',
    'COPY',
    'ENV',
    'USER',
    'EXPOSE',
    'CMD',
  ]);
  const command = lines.at(-1)?.slice('CMD '.length) ?? '';
  expect(JSON.parse(command)).toEqual(['node', '--import', '@observatory/shim/register', 'server.js']);
});

test('what the image copies is enough for npm ci where the shim was installed from its packed file', () => {
  const [before = ''] = read('examples/docker/Dockerfile').split('RUN npm ci');
  const copied = [...before.matchAll(/^COPY (.+) \S+$/gm)].flatMap(([, sources = '']) => sources.split(' '));
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  const npm = (cwd: string, ...given: string[]) =>
    execFileSync('npm', [...given, '--offline', '--no-audit', `--cache=${folder}/${given[0]}`], {
      cwd,
      stdio: 'pipe',
    });
  const [shim, service, image] = [join(folder, 'shim'), join(folder, 'service'), join(folder, 'image')];
  try {
    for (const one of [shim, join(service, 'vendor'), image]) mkdirSync(one, { recursive: true });
    writeFileSync(join(shim, 'package.json'), '{"name":"@observatory/shim","version":"0.1.0"}');
    npm(shim, 'pack', `--pack-destination=${service}/vendor`);
    writeFileSync(join(service, 'package.json'), '{"name":"support","version":"1.0.0"}');
    npm(service, 'install', './vendor/observatory-shim-0.1.0.tgz');
    for (const source of copied) cpSync(join(service, source), join(image, source), { recursive: true });
    npm(image, 'ci', '--omit=dev');
    expect(existsSync(join(image, 'node_modules/@observatory/shim/package.json'))).toBe(true);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the compose file is on the network of the stack, at its address', () => {
  const { services, networks } = yaml('docker/compose.yaml') as Compose;
  const { environment, networks: joined } = observedComposeService({}, { service: 'support' });
  expect(networks).toEqual(observedNetworks());
  expect(services.support.networks).toEqual(joined);
  expect(environment).toMatchObject(services.support.environment);
});

test.each(['docker/compose.yaml', 'docker/compose.host.yaml'])('%s waits longer than the flush', (file) => {
  const { services } = yaml(file) as Compose;
  expect(Number.parseInt(services.support.stop_grace_period, 10)).toBeGreaterThan(3);
});

test.each(['kubernetes/deployment.yaml', 'kubernetes/network-policy.yaml'])(
  '%s is an object of Kubernetes',
  async (file) => {
    await validateKubeObject(yaml(file) as KubernetesObject);
  },
);

test('the Deployment sends as observedPod would have it, and has time to end', () => {
  const { spec } = yaml('kubernetes/deployment.yaml') as {
    readonly spec: { readonly template: { readonly spec: PodSpec } };
  };
  const { terminationGracePeriodSeconds, containers } = spec.template.spec;
  const [container] = containers;
  const value = (name: string) => container?.env.find((one) => one.name === name);
  const ours = observedContainer({ name: 'support' }, { service: 'support' }).env;
  const wanted = (name: string) => ours.find((one) => one.name === name);
  expect(value('OTEL_EXPORTER_OTLP_ENDPOINT')).toEqual(wanted('OTEL_EXPORTER_OTLP_ENDPOINT'));
  expect(value('INGEST_TOKEN')?.valueFrom).toEqual(wanted('OBSERVATORY_INGEST_TOKEN')?.valueFrom);
  expect(value('OTEL_EXPORTER_OTLP_HEADERS')?.value).toBe('Authorization=Bearer%20$(INGEST_TOKEN)');
  // A variable can only refer to one above it.
  const names = container?.env.map(({ name }) => name) ?? [];
  for (const [index, { value: text = '' }] of (container?.env ?? []).entries()) {
    for (const [, name = ''] of text.matchAll(/\$\((\w+)\)/g)) {
      expect(names.slice(0, index)).toContain(name);
    }
  }
  const sleep = container?.lifecycle.preStop.sleep.seconds ?? 0;
  const flushSeconds = Number(value('OBSERVATORY_FLUSH_TIMEOUT')?.value) / 1000;
  expect(terminationGracePeriodSeconds).toBeGreaterThan(sleep + flushSeconds + 10);
});

interface PodSpec {
  readonly terminationGracePeriodSeconds: number;
  readonly containers: readonly {
    readonly env: readonly { readonly name: string; readonly value?: string; readonly valueFrom?: object }[];
    readonly lifecycle: { readonly preStop: { readonly sleep: { readonly seconds: number } } };
  }[];
}
