import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { stackSettings } from '../../test/support/stack-settings.ts';
import { largeExample } from '../settings/large-example.ts';
import type { PartialSettings, ProfileName } from '../settings/schema.ts';
import { containerStack, processStack, type Stack } from '../stack/stack.ts';

const profile = (name: ProfileName): PartialSettings =>
  name === 'large' ? { ...largeExample, profile: name } : { profile: name };
const named = (stack: Stack, name: string) => {
  const found = stack.components.find((one) => one.name === name);
  if (found === undefined) throw new Error(`no ${name}`);
  return found;
};
const file = (stack: Stack, server: string) => parse(named(stack, server).files[0]?.content ?? '');

test('One retention reaches metrics, logs, traces and executions', () => {
  const stack = containerStack('compose', stackSettings({ retention: '45d' }));
  expect(named(stack, 'prometheus').args).toContain('--storage.tsdb.retention.time=45d');
  expect(file(stack, 'loki').limits_config.retention_period).toBe('3888000s');
  expect(file(stack, 'jaeger').extensions.jaeger_storage.backends.traces.badger.ttl.spans).toBe('3888000s');
  expect(named(stack, 'hub').env.RETENTION_DAYS).toBe('45');
});

test('The outage that a stack bears reaches metrics and logs', () => {
  const stack = containerStack('compose', stackSettings({ outage: '6h' }));
  // Six hours and the quarter of an hour that the backlog takes.
  expect(file(stack, 'prometheus').storage.tsdb.out_of_order_time_window).toBe('22500s');
  // Half of it is the window.
  expect(file(stack, 'loki').ingester.max_chunk_age).toBe('45000s');
});

test('The size cap reaches Prometheus', () => {
  const stack = containerStack('compose', stackSettings({ caps: { metrics: '2Gi' } }));
  expect(named(stack, 'prometheus').args).toContain('--storage.tsdb.retention.size=2147483648B');
});

test.each(['local', 'small', 'medium', 'large'] as const)(
  'As processes no server of %s names an address but loopback to listen on',
  (name) => {
    for (const { args, files, env, name: server } of processStack(stackSettings(profile(name)), '/work/stack')
      .components) {
      // What stays in containers, there being no such program.
      if (['postgres', 'redis', 'clickhouse', 'grafana'].includes(server)) continue;
      const said = [...args, ...Object.values(env), ...files.map(({ content }) => content)].join('\n');
      expect(said, server).not.toMatch(/0\.0\.0\.0|\[::\]|listen[_-]address[=:] *['"]?:/);
    }
  },
);

test.each(['local', 'small', 'medium', 'large'] as const)(
  'No two ports of the processes of %s are the same',
  (name) => {
    const ports = processStack(stackSettings(profile(name)), '/work/stack').components.flatMap((one) =>
      one.ports.map(({ number }) => number),
    );
    expect(new Set(ports).size).toBe(ports.length);
  },
);

test('Servers come after those that they need', () => {
  const names = containerStack('compose', stackSettings({ profile: 'medium' })).components.map(
    ({ name }) => name,
  );
  expect(names.indexOf('postgres')).toBeLessThan(names.indexOf('hub'));
  expect(names.indexOf('clickhouse')).toBeLessThan(names.indexOf('jaeger'));
});

test('Nothing runs as root, writes to its image, or needs a path of the host', () => {
  for (const name of ['local', 'small', 'medium', 'large'] as const) {
    for (const { user, privileges } of containerStack('kubernetes', stackSettings(profile(name)))
      .components) {
      expect(user.uid).toBeGreaterThan(0);
      expect(privileges.readOnlyRoot).toBe(true);
      expect(privileges.hostPaths).toEqual([]);
    }
  }
});

test('Containers are measured by Docker only where somebody asks for it', () => {
  const names = (kind: 'compose' | 'kubernetes', containerMetrics: boolean) =>
    containerStack(kind, stackSettings({ collection: { containerMetrics } })).components.map(
      ({ name }) => name,
    );
  expect(names('compose', false)).not.toContain('cadvisor');
  expect(names('compose', true)).toContain('cadvisor');
  expect(names('kubernetes', true)).not.toContain('cadvisor');
});

test('PostgreSQL reads its password from a file and keeps its data below the volume', () => {
  const stack = containerStack('compose', stackSettings({ profile: 'small' }));
  expect(named(stack, 'postgres').env).toEqual({
    POSTGRES_USER: 'observatory',
    POSTGRES_DB: 'observatory',
    POSTGRES_PASSWORD_FILE: '/etc/observatory-secrets/postgres-password',
    PGDATA: '/var/lib/postgresql/18/data',
  });
  expect(named(stack, 'postgres').volumes[0]?.path).toBe('/var/lib/postgresql');
});

test('PostgreSQL has a connection for each hub that may come, and a quarter of its memory', () => {
  const args = (profile: 'small' | 'medium') =>
    named(containerStack('compose', stackSettings({ profile })), 'postgres').args;
  // One hub; three, which become ten under load.
  expect(args('small')).toContain('max_connections=44');
  expect(args('medium')).toContain('max_connections=260');
  // Of 1 and 2 GiB.
  expect(args('small')).toContain('shared_buffers=256MB');
  expect(args('medium')).toContain('shared_buffers=512MB');
});

test('Redis holds no more than leaves room in its memory, and keeps nothing', () => {
  const stack = containerStack('compose', stackSettings({ profile: 'medium' }));
  const { command, volumes } = named(stack, 'redis');
  expect(volumes).toEqual([]);
  expect(command?.[command.indexOf('--save') + 1]).toBe('');
  // Of 128 MiB.
  expect(command?.[command.indexOf('--maxmemory') + 1]).toBe('80530636');
  expect(command?.[command.indexOf('--maxmemory-policy') + 1]).toBe('allkeys-lru');
});

test('Links to Prometheus and Alertmanager lead to this machine, at the root of the published port', () => {
  const flags = (stack: Stack) =>
    ['prometheus', 'alertmanager']
      .flatMap((name) => named(stack, name).args)
      .filter((arg) => arg.startsWith('--web.external-url') || arg.startsWith('--web.route-prefix'));
  const settings = stackSettings({ ports: { prometheus: 19090 } });
  const here = ['--web.external-url=http://localhost:19090', '--web.external-url=http://localhost:9093'];
  expect(flags(containerStack('compose', settings))).toEqual(here);
  expect(flags(processStack(settings, '/data'))).toEqual(here);
  expect(flags(containerStack('kubernetes', settings))).toEqual([]);
});

test('Notices of a stack without Grafana have no links to it', () => {
  const notices = (stack: Stack) =>
    named(stack, 'alertmanager').files.find(({ path }) => path.endsWith('.tmpl'))?.content;
  const elsewhere = stackSettings({ hosts: { grafana: 'grafana.test' }, tls: { secret: 'tls' } });
  expect(notices(processStack(stackSettings(), '/data'))).not.toMatch(/dashboard_url|explore/);
  expect(notices(processStack(elsewhere, '/data'))).toContain('https://grafana.test/explore');
  expect(notices(containerStack('compose', stackSettings()))).toContain('http://localhost:3000/explore');
});
