import { beforeAll, describe, expect, test } from 'vitest';
import {
  changed,
  exampleConfig,
  GENERATED,
  idOf,
  isSecret,
  MARK,
  type MockedRun,
  promised,
  type Registered,
  runMocked,
  runOnce,
  settled,
} from '../support/pulumi-mocks.ts';

const profiles = ['local', 'small', 'medium', 'large'] as const;
const up = async (config: Readonly<Record<string, unknown>> = {}) =>
  runOnce({ ...(await exampleConfig('local-docker')), ...config });
const isServer = ({ type, inputs }: Registered) =>
  type === 'docker:index/container:Container' && inputs.restart === 'unless-stopped';

describe.each(profiles)('profile %s', (profile) => {
  let run: MockedRun;
  beforeAll(async () => {
    run = await runOnce(await exampleConfig(`${profile}-docker`));
  });

  test('no text of an Output leaks into anything', async () => {
    const text = JSON.stringify(run.resources);
    expect(text).not.toContain('Calling [toString]');
    expect(text).not.toContain('[object Object]');
    expect(text).not.toContain('Output<');
  });

  test('no two resources have one name', () => {
    const ids = run.resources.map(idOf);
    expect(ids).toEqual([...new Set(ids)]);
  });

  test('a generated value stands only in inputs that are marked as secret', async () => {
    const { resources } = run;
    const holders = resources.flatMap(({ inputs }) =>
      Object.values(inputs).filter((value) => JSON.stringify(value)?.includes(GENERATED)),
    );
    expect(holders.length).toBeGreaterThan(0);
    for (const value of holders) expect(value).toMatchObject(MARK);
  });

  test('every server is closed', async () => {
    const servers = run.resources.filter(isServer);
    expect(servers.length).toBeGreaterThan(5);
    for (const { name, inputs } of servers) {
      expect(inputs, name).toMatchObject({
        capabilities: { drops: ['ALL'] },
        securityOpts: ['no-new-privileges:true'],
        init: true,
        logOpts: { 'max-size': '10m', 'max-file': '3', labels: 'observatory.component' },
      });
      expect(inputs, name).not.toHaveProperty('privileged');
      expect(inputs.user, name).toMatch(/^[1-9]\d*:[1-9]\d*$/);
      for (const { ip } of inputs.ports as { ip: string }[]) expect(ip, name).toBe('127.0.0.1');
    }
  });

  test('no two containers want one port of the host', async () => {
    const ports = run.resources
      .filter(isServer)
      .flatMap(({ inputs }) => (inputs.ports as { external: number }[]).map(({ external }) => external));
    expect(new Set(ports).size).toBe(ports.length);
  });
});

test('files come through a container that never starts, and the server cannot write them', async () => {
  const { resources } = await up();
  const inputsOf = (name: string) => resources.find((one) => idOf(one) === `Container ${name}`)?.inputs;
  expect(inputsOf('loki-files')).toMatchObject({ start: false, mustRun: false, networkMode: 'none' });
  const volume = resources.find((one) => idOf(one) === 'Volume loki-config')?.inputs.name;
  expect(volume).toMatch(/^observatory-loki-config-[0-9a-f]{16}$/);
  expect(inputsOf('loki-files')?.mounts).toEqual([
    { type: 'volume', source: volume, target: '/etc/observatory' },
  ]);
  expect(inputsOf('loki')?.mounts).toContainEqual({
    type: 'volume',
    source: volume,
    target: '/etc/observatory',
    readOnly: true,
  });
  expect(inputsOf('loki')).not.toHaveProperty('uploads');
});

test('a secret is a file that only its server can read', async () => {
  const { resources } = await up();
  const files = resources.find((one) => idOf(one) === 'Container hub-files');
  expect(files?.inputs.uploads).toEqual({
    ...MARK,
    value: [
      {
        file: '/etc/observatory-secrets/hub-api-key',
        permissions: '0400',
        owner: '1000',
        group: '1000',
        content: `obs_${GENERATED}-hub-api-key`,
      },
      {
        file: '/etc/observatory-secrets/hub-ingest-key',
        permissions: '0400',
        owner: '1000',
        group: '1000',
        content: `obs_${GENERATED}-hub-ingest-key`,
      },
      {
        file: '/etc/observatory-secrets/hub-read-key',
        permissions: '0400',
        owner: '1000',
        group: '1000',
        content: `obs_${GENERATED}-hub-read-key`,
      },
      {
        file: '/etc/observatory-secrets/reader-password',
        permissions: '0400',
        owner: '1000',
        group: '1000',
        content: `${GENERATED}-reader-password`,
      },
    ],
  });
});

test('each replica has a volume of its own, and the balancer before them the port of the host', async () => {
  const { resources } = await up({ profile: 'medium' });
  const inputsOf = (id: string) => resources.find((one) => idOf(one) === id)?.inputs;
  expect(inputsOf('Volume collector-queues')?.name).toBe('observatory-collector-queues');
  expect(inputsOf('Volume collector-2-queues')?.name).toBe('observatory-collector-2-queues');
  expect(inputsOf('Container balancer')?.ports).toHaveLength(1);
  for (const hub of ['hub', 'hub-2', 'hub-3']) expect(inputsOf(`Container ${hub}`)?.ports).toEqual([]);
  expect(inputsOf('Container hub-3')?.networksAdvanced).toEqual([
    { name: 'observatory-stack', aliases: ['hub', 'hub-3'] },
  ]);
});

describe('outputs', () => {
  test('are every address and the generated logins', async () => {
    const { outputs } = await up();
    expect(outputs).toMatchObject({
      jaegerUrl: 'http://127.0.0.1:16686',
      grafanaUrl: 'http://127.0.0.1:3000',
      prometheusUrl: 'http://127.0.0.1:9090',
      lokiUrl: 'http://127.0.0.1:3100',
      alertmanagerUrl: 'http://127.0.0.1:9093',
      hubUrl: 'http://127.0.0.1:3001',
      otlpGrpc: 'http://127.0.0.1:4317',
      otlpHttp: 'http://127.0.0.1:4318',
    });
    const { grafanaLogin, hubKey, ingestToken } = outputs;
    for (const secret of [grafanaLogin, hubKey, ingestToken]) expect(await isSecret(secret)).toBe(true);
    expect(await promised(grafanaLogin)).toEqual({
      user: 'admin',
      password: `${GENERATED}-grafana-admin-password`,
    });
    expect(await promised(hubKey)).toBe(`obs_${GENERATED}-hub-api-key`);
    expect(await promised(ingestToken)).toBe(`obsi_${GENERATED}-ingest-token`);
  });

  test('name the port that a setting moved', async () => {
    const { outputs } = await up({ ports: { hub: 13001 } });
    expect(outputs.hubUrl).toBe('http://127.0.0.1:13001');
  });
});

describe('a changed setting changes what it should and nothing else', () => {
  let plain: MockedRun;
  beforeAll(async () => {
    plain = await up();
  });

  test('none', async () => {
    expect(changed(plain, await runMocked(await exampleConfig('local-docker')))).toEqual([]);
  });

  test('retention: the servers that keep data', async () => {
    const ids = changed(plain, await up({ retention: '60d' }));
    expect(serversOf(ids)).toEqual(['hub', 'jaeger', 'loki', 'prometheus']);
    expect(ids.filter((id) => /^(Network|RemoteImage|RandomPassword)|-data$/.test(id))).toEqual([]);
  });

  test("the port of Grafana: Grafana's container", async () => {
    const ids = changed(plain, await up({ ports: { grafana: 13000 } }));
    expect(ids).toContain('Container grafana');
    expect(ids.filter((id) => /^(Network|RemoteImage|RandomPassword)|-data$/.test(id))).toEqual([]);
  });

  test('the image of a server: that image; who runs it follows by its id', async () => {
    const ids = changed(
      await up(),
      await up({ images: { overrides: { loki: 'docker.io/grafana/loki:9.9.9' } } }),
    );
    expect(ids).toEqual(['RemoteImage loki']);
  });

  test('the memory of a server: its container', async () => {
    const memory = { request: '256Mi', limit: '2Gi' };
    const ids = changed(plain, await up({ resources: { loki: { memory } } }));
    expect(ids).toContain('Container loki');
    expect(serversOf(ids)).toEqual(['loki']);
  });
});

test('everything is below the stack', async () => {
  const { DockerStack } = await import('../../infra/targets/docker/docker-stack.ts');
  const { containerStack } = await import('../../infra/stack/stack.ts');
  const { resolveSettings } = await import('../../infra/settings/resolve.ts');
  const pulumi = await import('@pulumi/pulumi');
  const stack = containerStack('docker', resolveSettings([]).settings);
  const secrets = new Map(stack.secrets.map(({ name }) => [name, pulumi.secret('value')]));
  const { containers } = new DockerStack('watch', { stack, secrets, root: '/nowhere' });
  for (const container of containers.values()) {
    expect(await promised(container.urn)).toContain(
      'observatory:docker:Stack$docker:index/container:Container::',
    );
  }
  await settled();
});

describe('bad configuration', () => {
  test('no target', async () => {
    await expect(runMocked({})).rejects.toThrow(
      'observatory:target: expected one of docker, kubernetes; got null. Say `pulumi config set target docker`.',
    );
  });

  test('an unknown key', async () => {
    await expect(up({ retenton: '3d' })).rejects.toThrow(/retenton/);
  });

  test("a value of Pulumi's configuration is named as such", async () => {
    await expect(up({ retention: 'long' })).rejects.toThrow(
      /^retention: .*got "long" \(Pulumi's configuration\)$/,
    );
  });

  test('text that is not the JSON it begins as', async () => {
    await expect(up({ stores: '{"traces":' })).rejects.toThrow('observatory:stores: expected JSON');
  });

  test('a file that is not there', async () => {
    const alerts = { receivers: { webhook: { urlFile: 'no/such/file' } } };
    await expect(up({ alerts })).rejects.toThrow(
      'alerts.receivers.webhook.urlFile: cannot read /nowhere/no/such/file',
    );
  });
});

function serversOf(ids: readonly string[]): string[] {
  const names = ids.map((id) => id.replace(/^\S+ /, '').replace(/-(files|config|secrets|data)$/, ''));
  return [...new Set(names)].toSorted();
}
