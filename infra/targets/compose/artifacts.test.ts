import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { resolveSettings } from '../../settings/resolve.ts';
import type { PartialSettings } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import { containerSite } from '../../stack/site.ts';
import { containerStack, type Stack } from '../../stack/stack.ts';
import { composeArtifacts } from './artifacts.ts';

const settingsOf = (values: PartialSettings = {}) => resolveSettings([{ name: 'test', values }]).settings;

/** A stack of hand-made servers. */
function stackOf(components: readonly Component[], values: PartialSettings = {}): Stack {
  const settings = settingsOf(values);
  return { settings, site: containerSite('compose', settings, 'agent'), components, secrets: [] };
}

function server(name: string, changes: Partial<Component> = {}): Component {
  return {
    name,
    component: 'prometheus',
    does: 'Stands in a test.',
    image: `docker.io/test/${name}:1`,
    build: null,
    program: null,
    workload: 'ordered',
    replicas: 1,
    autoscale: null,
    command: null,
    args: [],
    env: {},
    secrets: [],
    files: [],
    ports: [],
    probes: {
      ready: { port: 'http', path: '/ready' },
      live: { port: 'http', path: '/live' },
      command: null,
      startS: 30,
    },
    volumes: [],
    scratch: [],
    resources: { cpu: { request: '100m', limit: '500m' }, memory: { request: '64Mi', limit: '1.5Gi' } },
    user: { uid: 65534, gid: 65533 },
    privileges: { hostPaths: [], clusterRules: [], readOnlyRoot: true },
    needs: [],
    calls: [],
    metrics: null,
    stopS: 20,
    ...changes,
  };
}

const compose = (stack: Stack) => parse(composeArtifacts(stack)[0]?.content ?? '');
const service = (component: Component, values?: PartialSettings) =>
  compose(stackOf([component], values)).services[component.name];

describe('security', () => {
  test('a container is closed: no root, no capabilities, no new privileges, nothing to write to', () => {
    expect(service(server('one'))).toMatchObject({
      user: '65534:65533',
      read_only: true,
      cap_drop: ['ALL'],
      security_opt: ['no-new-privileges:true'],
      deploy: { resources: { limits: { pids: 4096 } } },
    });
    expect(service(server('one'))).not.toHaveProperty('cap_add');
    expect(service(server('one'))).not.toHaveProperty('privileged');
  });

  test('only the helper that gives volumes to their servers is root, without network and for a moment', () => {
    const { services } = compose(
      stackOf([server('one', { volumes: [{ name: 'data', path: '/data', size: '1Gi' }] })]),
    );
    expect(services['volume-owner']).toEqual({
      image: 'docker.io/library/busybox:1.37.0-musl',
      command: ['sh', '-euc', 'chown 65534:65533 /volumes/one-data; chmod 0700 /volumes/one-data'],
      user: '0:0',
      read_only: true,
      cap_drop: ['ALL'],
      cap_add: ['CHOWN', 'FOWNER'],
      security_opt: ['no-new-privileges:true'],
      network_mode: 'none',
      volumes: [{ type: 'volume', source: 'one-data', target: '/volumes/one-data' }],
      logging: {
        driver: 'json-file',
        options: { 'max-size': '10m', 'max-file': '3', labels: 'observatory.component' },
      },
      restart: 'no',
    });
    expect(services.one.depends_on).toEqual({
      'volume-owner': { condition: 'service_completed_successfully' },
    });
  });

  test('published ports are on the loopback address, other ports are not published', () => {
    const ports = [
      { name: 'http', number: 9090, published: 19090 },
      { name: 'grpc', number: 9095, published: null },
    ];
    expect(service(server('one', { ports })).ports).toEqual(['127.0.0.1:19090:9090']);
  });

  test('another address, also of IPv6, is taken as it is set', () => {
    const ports = [{ name: 'http', number: 9090, published: 9090 }];
    const host = (address: string) =>
      service(server('one', { ports }), { ports: { host: address }, ingest: { auth: 'on' } }).ports;
    expect(host('localhost')).toEqual(['127.0.0.1:9090:9090']);
    expect(host('0.0.0.0')).toEqual(['0.0.0.0:9090:9090']);
    expect(host('::1')).toEqual(['[::1]:9090:9090']);
  });

  test('servers share a network without a way out; only those that call out have another', () => {
    const file = compose(
      stackOf([server('inner'), server('outer', { calls: [{ to: 'internet', port: '*' }] })]),
    );
    expect(file.networks).toEqual({
      stack: {
        driver: 'bridge',
        driver_opts: { 'com.docker.network.bridge.enable_ip_masquerade': 'false' },
      },
      outside: { driver: 'bridge' },
    });
    expect(file.services.inner.networks).toEqual({ stack: {} });
    expect(file.services.outer.networks).toEqual({ stack: {}, outside: {} });
    expect(file.services.inner.dns_opt).toEqual(['timeout:1', 'attempts:2']);
    expect(file.services.outer).not.toHaveProperty('dns_opt');
    expect(file.services.outer.extra_hosts).toEqual({ 'host.docker.internal': 'host-gateway' });
    expect(compose(stackOf([server('inner')])).networks).not.toHaveProperty('outside');
  });

  test('a secret is a file from a folder outside dist, and only those that a server reads are named', () => {
    const stack: Stack = {
      ...stackOf([server('one', { secrets: ['key'] })]),
      secrets: ['key', 'other'].map((name) => ({
        name,
        does: 'Opens a test.',
        from: { kind: 'generated', length: 32, prefix: '' },
      })),
    };
    const file = compose(stack);
    expect(file.secrets).toEqual({
      key: { file: `\${OBSERVATORY_SECRETS:-../../.observatory/secrets}/key` },
    });
    expect(file.services.one.secrets).toEqual([{ source: 'key', target: '/etc/observatory-secrets/key' }]);
  });

  test('a label changes with the version of each secret that a server reads, and says nothing without one', () => {
    const { labels } = service(server('one', { secrets: ['hub-api-key'] }));
    expect(labels['observatory.secret.hub-api-key']).toBe(`\${OBSERVATORY_VERSION_HUB_API_KEY:-}`);
  });

  test('the secrets of a folder given in full are looked for there', () => {
    const stack: Stack = {
      ...stackOf([server('one', { secrets: ['key'] })], { folder: '/srv/observatory' }),
      secrets: [{ name: 'key', does: 'Opens.', from: { kind: 'generated', length: 32, prefix: '' } }],
    };
    expect(compose(stack).secrets.key.file).toBe(`\${OBSERVATORY_SECRETS:-/srv/observatory/secrets}/key`);
  });

  test('a host path is mounted read-only and never made', () => {
    const { volumes } = service(
      server('one', { privileges: { hostPaths: ['/var/log'], clusterRules: [], readOnlyRoot: true } }),
    );
    expect(volumes).toEqual([
      {
        type: 'bind',
        source: '/var/log',
        target: '/var/log',
        read_only: true,
        bind: { create_host_path: false },
      },
    ]);
  });
});

describe('a service', () => {
  test('has image, entry point, arguments and environment as the server says, and keeps those of the image else', () => {
    expect(
      service(server('one', { command: ['/bin/one'], args: ['--a'], env: { SWITCH: 'off', COUNT: '1' } })),
    ).toMatchObject({
      image: 'docker.io/test/one:1',
      entrypoint: ['/bin/one'],
      command: ['--a'],
      environment: { SWITCH: 'off', COUNT: '1' },
    });
    const plain = service(server('one'));
    for (const key of ['entrypoint', 'command', 'environment', 'build', 'healthcheck', 'ports', 'volumes'])
      expect(plain).not.toHaveProperty(key);
  });

  test('a dollar sign is no variable of Compose', () => {
    const { command, environment } = service(server('one', { args: ['$HOME', '$1'], env: { PRICE: '5$' } }));
    expect(command).toEqual(['$$HOME', '$$1']);
    expect(environment).toEqual({ PRICE: '5$$' });
  });

  test('an image of our own can be built in place', () => {
    expect(service(server('one', { build: { context: '.', dockerfile: 'hub/Dockerfile' } }))).toMatchObject({
      image: 'docker.io/test/one:1',
      build: { context: `\${OBSERVATORY_SOURCE:-../..}`, dockerfile: 'hub/Dockerfile' },
    });
  });

  test('resources are limits of the container, and its log is bounded', () => {
    expect(service(server('one'))).toMatchObject({
      deploy: {
        resources: { limits: { cpus: '0.5', memory: '1536m', pids: 4096 }, reservations: { memory: '64m' } },
      },
      logging: {
        driver: 'json-file',
        options: { 'max-size': '10m', 'max-file': '3', labels: 'observatory.component' },
      },
      stop_grace_period: '20s',
      restart: 'unless-stopped',
      init: true,
    });
  });

  test('scratch folders are in memory, of its user, at most a quarter of its memory each', () => {
    expect(service(server('one', { scratch: ['/tmp'] })).tmpfs).toEqual([
      '/tmp:mode=0700,uid=65534,gid=65533,size=402653184',
    ]);
  });

  test('volumes are named after server and volume, and belong to nobody but the server', () => {
    const file = compose(
      stackOf([server('one', { volumes: [{ name: 'data', path: '/data', size: '1Gi' }] })]),
    );
    expect(file.volumes).toEqual({ 'one-data': {} });
    expect(file.services.one.volumes).toEqual([
      { type: 'volume', source: 'one-data', target: '/data', volume: { nocopy: true } },
    ]);
  });

  test('its health check is the command of its own image', () => {
    const probes = { ...server('one').probes, command: ['one', 'ready', '--url=$HOME'], startS: 40 };
    expect(service(server('one', { probes })).healthcheck).toEqual({
      test: ['CMD', 'one', 'ready', '--url=$$HOME'],
      interval: '5s',
      timeout: '5s',
      retries: 6,
      start_period: '40s',
    });
  });

  test('waits for what it needs: healthy where that can be asked, else started', () => {
    const probes = { ...server('asked').probes, command: ['asked', 'ready'] };
    const file = compose(
      stackOf([server('asked', { probes }), server('silent'), server('one', { needs: ['asked', 'silent'] })]),
    );
    expect(file.services.one.depends_on).toEqual({
      asked: { condition: 'service_healthy' },
      silent: { condition: 'service_started' },
    });
  });

  test('labels are those of the settings and those that say where its metrics are', () => {
    const component = server('one', {
      ports: [{ name: 'http', number: 9090, published: null }],
      metrics: { port: 'http', path: '/metrics' },
    });
    expect(service(component, { labels: { team: 'agents $1' } }).labels).toEqual({
      team: 'agents $$1',
      'observatory.component': 'prometheus',
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9090',
      'prometheus.io/path': '/metrics',
    });
  });
});

describe('replicas', () => {
  test('with neither port on the host nor volume are one service with a count', () => {
    const { services } = compose(stackOf([server('one', { replicas: 3 })]));
    expect(Object.keys(services)).toEqual(['one']);
    expect(services.one.deploy.replicas).toBe(3);
    expect(services.one).not.toHaveProperty('container_name');
  });

  test('with a volume are services of their own, all under the one name', () => {
    const file = compose(
      stackOf([server('one', { replicas: 2, volumes: [{ name: 'data', path: '/data', size: '1Gi' }] })]),
    );
    expect(Object.keys(file.services)).toEqual(['volume-owner', 'one', 'one-2']);
    expect(file.services.one.networks).toEqual({ stack: {} });
    expect(file.services['one-2'].networks).toEqual({ stack: { aliases: ['one'] } });
    expect(Object.keys(file.volumes)).toEqual(['one-data', 'one-2-data']);
    expect(file.services['one-2'].volumes[0].source).toBe('one-2-data');
  });

  test('with a port on the host publish it once', () => {
    const ports = [{ name: 'http', number: 3001, published: 3001 }];
    const { services } = compose(stackOf([server('one', { replicas: 2, ports })]));
    expect(services.one.ports).toEqual(['127.0.0.1:3001:3001']);
    expect(services['one-2']).not.toHaveProperty('ports');
  });

  test('that come and go by --scale are one service, and each container takes its own folder of the volume', () => {
    const file = compose(
      stackOf([
        server('one', {
          replicas: 2,
          args: ['--a'],
          volumes: [{ name: 'queues', path: '/var/lib/one', size: '1Gi' }],
          scalable: { program: '/bin/one' },
        }),
      ]),
    );
    const { one, 'volume-owner': owner } = file.services;
    expect(owner.command[2]).toContain(
      'cp /bin/busybox /volumes/tools/new; mv -f /volumes/tools/new /volumes/tools/busybox',
    );
    expect(one.deploy.replicas).toBe(2);
    expect(Object.keys(file.volumes)).toEqual(['one-queues', 'tools']);
    expect(one.volumes).toEqual([
      { type: 'volume', source: 'one-queues', target: '/observatory/folders', volume: { nocopy: true } },
      { type: 'volume', source: 'tools', target: '/observatory/tools', read_only: true },
    ]);
    expect(one.tmpfs).toEqual(['/var/lib:mode=0700,uid=65534,gid=65533,size=402653184']);
    expect(one.entrypoint.slice(0, 3)).toEqual(['/observatory/tools/busybox', 'sh', '-euc']);
    expect(one.entrypoint.slice(4)).toEqual(['own-folder', '/bin/one']);
    expect(one.entrypoint[3]).toContain('$$box ln -sfn /observatory/folders/$$number /var/lib/one');
    expect(one.command).toEqual(['--a']);
  });

  test('are all waited for', () => {
    const many = server('many', { replicas: 2, volumes: [{ name: 'data', path: '/data', size: '1Gi' }] });
    const file = compose(stackOf([many, server('one', { needs: ['many'] })]));
    expect(Object.keys(file.services.one.depends_on)).toEqual(['many', 'many-2']);
  });
});

describe('files', () => {
  const withFile = (content: string) =>
    stackOf([server('one', { files: [{ path: 'rules/a.yaml', content }] })]);

  test('lie beside the Compose file, as they are, and are mounted read-only', () => {
    const artifacts = composeArtifacts(withFile('cost: $5\n'));
    expect(artifacts.map(({ path }) => path)).toEqual(['compose.yaml', 'config/one/rules/a.yaml']);
    expect(artifacts[1]?.content).toBe('cost: $5\n');
    expect(compose(withFile('a')).services.one.volumes).toEqual([
      {
        type: 'bind',
        source: './config/one/rules/a.yaml',
        target: '/etc/observatory/rules/a.yaml',
        read_only: true,
        bind: { create_host_path: false },
      },
    ]);
  });

  test('a changed file changes its own service and no other', () => {
    const services = (content: string) =>
      compose(stackOf([...withFile(content).components, server('other')])).services;
    expect(services('a').one).not.toEqual(services('b').one);
    expect(services('a').other).toEqual(services('b').other);
  });
});

describe('every profile', () => {
  test.each(['local', 'small', 'medium'] as const)(
    '%s is rendered to the same bytes each time',
    (profile) => {
      const render = () => composeArtifacts(containerStack('compose', settingsOf({ profile })));
      expect(render()).toEqual(render());
    },
  );

  // Renewed by `npx vitest run infra/targets/compose -u`, and read again.
  test('local is the file that a reader can open', async () => {
    const text = composeArtifacts(containerStack('compose', settingsOf()))[0]?.content ?? '';
    const steady = text.replaceAll(/(observatory\.files: ).*/g, '$1HASH');
    await expect(steady).toMatchFileSnapshot('golden/local.yaml');
  });

  test('the file carries the name of the settings, and no version', () => {
    const file = compose(stackOf([server('one')], { name: 'watch' }));
    expect(file.name).toBe('watch');
    expect(file).not.toHaveProperty('version');
  });

  test('readers of YAML 1.1 see text where text is meant', () => {
    const text = composeArtifacts(stackOf([server('one', { env: { SWITCH: 'off' } })]))[0]?.content;
    expect(text).toContain('SWITCH: "off"');
  });
});
