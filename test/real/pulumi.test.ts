import { cp, mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import { containerStack } from '../../infra/stack/stack.ts';
import { volumeOwner } from '../../infra/targets/compose/volume-owner.ts';
import { docker, dockerLines, whyNoDocker } from '../support/docker.ts';
import { buildImages, canBuild, removeImages } from '../support/docker-images.ts';
import { freePort } from '../support/free-port.ts';
import { KubeApiServer } from '../support/kube-api-server.ts';
import { PulumiEngine } from '../support/pulumi-engine.ts';
import { sharedLibraries } from '../support/shared-libraries.ts';

const RANDOM = { random: 'none' };

describe('on Kubernetes', () => {
  let server: KubeApiServer;
  let engine: PulumiEngine;
  beforeAll(async () => {
    server = await KubeApiServer.start();
    engine = await PulumiEngine.start({ ...RANDOM, kubernetes: server.kubeconfig });
    await engine.configure({
      target: 'kubernetes',
      profile: 'small',
      images: { overrides: { hub: 'registry.example.com/hub:1' } },
      // Its kinds are asked for by the real kubectl.
      'kubernetes:kubeconfig': server.kubeconfig,
    });
  });
  afterAll(async () => {
    await engine?.stop();
    await server?.stop();
  });

  const names = async (path: string): Promise<string[]> => {
    const { body } = await server.request('GET', path);
    return (body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
  };

  test('a preview would make everything and makes nothing', async () => {
    const { steps } = await engine.preview();
    expect(steps).toContain('create StatefulSet statefulset-prometheus');
    expect(steps.filter((step) => !step.startsWith('create '))).toEqual([]);
    expect(await names('/api/v1/namespaces')).not.toContain('observability');
  });

  test('up makes it: each field is one that the API server knows', async () => {
    const { outputs } = await engine.up();
    expect(await names('/apis/apps/v1/namespaces/observability/statefulsets')).toEqual(
      expect.arrayContaining(['prometheus', 'loki', 'jaeger', 'grafana', 'alertmanager', 'postgres']),
    );
    expect(await names('/apis/apps/v1/namespaces/observability/deployments')).toContain('hub');
    expect(outputs.hubUrl).toEqual({ value: 'http://hub.observability.svc:3001', secret: false });
    expect(outputs.hubKey).toEqual({ value: expect.stringMatching(/^obs_[A-Za-z0-9]{32}$/), secret: true });
    expect(outputs.ingestToken?.secret).toBe(true);
    expect(outputs.grafanaLogin?.secret).toBe(true);
  });

  test('the generated values are in the Secrets, and nowhere readable in the state', async () => {
    const { outputs } = await engine.up();
    const key = String(outputs.hubKey?.value);
    const path = '/api/v1/namespaces/observability/secrets';
    const { body } = await server.request('GET', `${path}/observatory-hub-api-key`);
    expect(Buffer.from(body.data.value, 'base64').toString()).toBe(key);
    const url = await server.request('GET', `${path}/observatory-database-url`);
    expect(Buffer.from(url.body.data.value, 'base64').toString()).toMatch(
      /^postgres:\/\/observatory:[A-Za-z0-9]{32}@postgres:5432\/observatory$/,
    );
    const state = await engine.state();
    expect(state).toContain('observatory-hub-api-key');
    expect(state).not.toContain(key);
    expect(state).not.toContain(key.slice('obs_'.length));
  });

  test('a second up changes nothing', async () => {
    expect((await engine.up()).steps).toEqual([]);
  });

  test('one setting: the preview shows what it is about, and up does that', async () => {
    // Not the memory of Prometheus or Loki, which an alert and a limit on disk follow.
    await engine.configure({ resources: { alertmanager: { memory: { request: '64Mi', limit: '3Gi' } } } });
    const only = ['update StatefulSet statefulset-alertmanager'];
    expect((await engine.preview()).steps).toEqual(only);
    expect((await engine.up()).steps).toEqual(only);
    const { body } = await server.request(
      'GET',
      '/apis/apps/v1/namespaces/observability/statefulsets/alertmanager',
    );
    expect(body.spec.template.spec.containers[0].resources.limits.memory).toBe('3Gi');
  });

  test('kinds of the Prometheus operator are made once the cluster has them', async () => {
    for (const kind of ['ServiceMonitor', 'PrometheusRule']) {
      const answer = await server.apply(operatorKind(kind));
      expect(answer.status, JSON.stringify(answer.body)).toBeLessThan(300);
    }
    await expect
      .poll(() => names('/apis/monitoring.coreos.com/v1/servicemonitors').catch(() => null), {
        timeout: 120_000,
      })
      .toEqual([]);
    const { steps } = await engine.up();
    expect(steps).toContain('create ServiceMonitor servicemonitor-prometheus');
    expect(await names('/apis/monitoring.coreos.com/v1/servicemonitors')).toContain('prometheus');
  });

  test('destroy leaves nothing', async () => {
    await engine.destroy();
    expect(await names('/api/v1/namespaces')).not.toContain('observability');
    for (const path of [
      '/apis/apps/v1/statefulsets',
      '/apis/apps/v1/deployments',
      '/apis/networking.k8s.io/v1/networkpolicies',
      '/apis/monitoring.coreos.com/v1/servicemonitors',
    ]) {
      expect(await names(path), path).toEqual([]);
    }
    const mine = '?labelSelector=app.kubernetes.io/managed-by%3Dobservatory';
    for (const path of ['/api/v1/secrets', '/api/v1/configmaps', '/api/v1/services']) {
      expect(await names(`${path}${mine}`), path).toEqual([]);
    }
    expect(await names(`/apis/rbac.authorization.k8s.io/v1/clusterroles${mine}`)).toEqual([]);
  });
});

const noDocker = await whyNoDocker();

describe.skipIf(noDocker !== null)('on Docker', () => {
  const TAG = 'pulumi-test';
  const STAND_IN = `observatory-stand-in:${TAG}`;
  let name: string;
  let engine: PulumiEngine;
  let built: string[] = [];
  beforeAll(async () => {
    name = `pulumi-${process.pid}`;
    const { settings, components } = containerStack('docker', resolveSettings([]).settings);
    const real = components.filter(({ image }) => canBuild(image));
    const overrides = components.map(({ component, image }) => [
      component,
      canBuild(image) ? image.replace(/:[^:]+$/, `:${TAG}`) : STAND_IN,
    ]);
    expect(real.map(({ name: one }) => one)).toEqual(
      expect.arrayContaining(['prometheus', 'loki', 'jaeger']),
    );
    built = await buildImages([
      ...real.map(({ image }) => image.replace(/:[^:]+$/, `:${TAG}`)),
      volumeOwner(settings, []).image,
    ]);
    const checks = components.flatMap(({ image, probes: { command } }) =>
      canBuild(image) ? [] : (command?.[0] ?? []),
    );
    await buildStandIn(STAND_IN, checks);
    engine = await PulumiEngine.start({ ...RANDOM, docker: '/var/run/docker.sock' });
    const ports = ['jaeger', 'grafana', 'prometheus', 'loki', 'alertmanager', 'hub', 'otlpGrpc', 'otlpHttp'];
    await engine.configure({
      target: 'docker',
      name,
      images: { overrides: Object.fromEntries(overrides) },
      ports: Object.fromEntries(await Promise.all(ports.map(async (port) => [port, await freePort()]))),
    });
  });
  afterAll(async () => {
    await engine?.stop();
    const left = await mine('container', 'ls', '--all');
    if (left.length > 0) await docker('container', 'rm', '--force', '--volumes', ...left);
    for (const kind of ['volume', 'network']) {
      const names = await mine(kind, 'ls');
      if (names.length > 0) await docker(kind, 'rm', ...names);
    }
    await removeImages([...built, STAND_IN]).catch(() => {});
  });

  const mine = async (...command: string[]) =>
    (
      await dockerLines(
        ...command,
        '--filter',
        `name=${name}-`,
        '--format',
        command[0] === 'container' ? '{{.Names}}' : '{{.Name}}',
      )
    ).toSorted();
  const inspect = async (server: string) =>
    JSON.parse(await docker('container', 'inspect', `${name}-${server}`))[0];

  test('up starts real servers on their configuration, closed, and they get ready', async () => {
    const { outputs, steps } = await engine.up();
    expect(steps).toContain('create Container prometheus');
    const ready = await fetch(`${outputs.prometheusUrl?.value}/-/ready`);
    expect(ready.status).toBe(200);
    const config = await (await fetch(`${outputs.prometheusUrl?.value}/api/v1/status/config`)).text();
    expect(config).toContain('scrape_configs');
    expect((await fetch(`${outputs.lokiUrl?.value}/loki/api/v1/labels`)).status).toBe(200);
    const { HostConfig, Config, State } = await inspect('prometheus');
    expect(State.Running).toBe(true);
    expect(Config.User).toBe('65534:65534');
    expect(HostConfig).toMatchObject({
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true'],
      Memory: 1073741824,
      RestartPolicy: { Name: 'unless-stopped' },
      LogConfig: {
        Type: 'json-file',
        Config: { 'max-size': '10m', 'max-file': '3', labels: 'observatory.component' },
      },
    });
  });

  test('a secret is where its server reads it, for that user alone, and nowhere readable in the state', async () => {
    const { outputs } = await engine.up();
    const path = join(await mkdtemp(join(tmpdir(), 'observatory-secret-')), 'key');
    await docker('cp', `${name}-hub:/etc/observatory-secrets/hub-api-key`, path);
    expect(await readFile(path, 'utf8')).toBe(outputs.hubKey?.value);
    expect((await stat(path)).mode & 0o777).toBe(0o400);
    expect(await engine.state()).not.toContain(String(outputs.hubKey?.value));
    await rm(join(path, '..'), { recursive: true });
  });

  test('a second up changes nothing', async () => {
    expect((await engine.up()).steps).toEqual([]);
  });

  test('one setting: the preview shows what it is about, up does that, and data stays', async () => {
    const before = await inspect('prometheus');
    await engine.configure({ resources: { alertmanager: { memory: { request: '64Mi', limit: '2Gi' } } } });
    const only = ['create-replacement', 'delete-replaced', 'replace'].map(
      (op) => `${op} Container alertmanager`,
    );
    expect((await engine.preview()).steps).toEqual(only);
    expect((await engine.up()).steps).toEqual(only);
    expect((await inspect('alertmanager')).HostConfig.Memory).toBe(2 * 2 ** 30);
    expect((await inspect('prometheus')).Id).toBe(before.Id);
    expect(await mine('volume', 'ls')).toContain(`${name}-alertmanager-data`);
  });

  test('changed configuration replaces its files and their server, and no file of before is left', async () => {
    const old = (await mine('volume', 'ls')).filter((one) => one.startsWith(`${name}-loki-config`));
    await engine.configure({ retention: '60d' });
    const { steps } = await engine.up();
    expect(steps).toContain('create-replacement Container loki');
    expect(steps.filter((step) => /-data$|Network|RandomPassword/.test(step))).toEqual([]);
    const now = (await mine('volume', 'ls')).filter((one) => one.startsWith(`${name}-loki-config`));
    expect(now).toHaveLength(1);
    expect(now).not.toEqual(old);
  });

  test('destroy leaves nothing', async () => {
    await engine.destroy();
    expect(await mine('container', 'ls', '--all')).toEqual([]);
    expect(await mine('volume', 'ls')).toEqual([]);
    expect(await mine('network', 'ls')).toEqual([]);
  });
});

/** An image whose program sleeps, and whose health checks say yes: for servers that cannot be had here. */
async function buildStandIn(tag: string, checks: readonly string[]): Promise<void> {
  const context = await mkdtemp(join(tmpdir(), 'observatory-stand-in-'));
  try {
    const files = [
      ['/bin/sleep', '/bin/sleep'],
      ...checks.map((check) => ['/bin/true', resolve('/bin', check)]),
    ];
    const libraries = (await sharedLibraries('/bin/sleep')).map((path) => [path, path]);
    for (const [from = '', to = ''] of [...files, ...libraries]) {
      await mkdir(join(context, 'root', to, '..'), { recursive: true });
      await cp(from, join(context, 'root', to), { dereference: true });
    }
    await writeFile(
      join(context, 'Dockerfile'),
      'FROM scratch\nENV PATH=/usr/local/bin:/usr/bin:/bin\nCOPY root/ /\nENTRYPOINT ["/bin/sleep", "infinity"]\n',
    );
    await docker('build', '--quiet', '--tag', tag, context);
  } finally {
    await rm(context, { recursive: true, force: true });
  }
}

/** The least that the API server needs to take objects of a kind of the Prometheus operator. */
function operatorKind(kind: string) {
  const plural = `${kind.toLowerCase()}s`;
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase() },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: { type: 'object', 'x-kubernetes-preserve-unknown-fields': true } },
        },
      ],
    },
  };
}
