import { describe, expect, test } from 'vitest';
import { stackSettings } from '../../test/support/stack-settings.ts';
import type { PartialSettings } from '../settings/schema.ts';
import { addresses } from '../stack/addresses.ts';
import { containerStack, processStack, type Stack } from '../stack/stack.ts';
import { composeArtifacts } from '../targets/compose/artifacts.ts';
import { dockerServers } from '../targets/docker/containers.ts';

const medium = (more: PartialSettings = {}) => stackSettings({ profile: 'medium', ...more });
const named = (stack: Stack, name: string) => stack.components.find((one) => one.name === name);

describe('before several hubs on Docker', () => {
  test.each(['compose', 'docker'] as const)('%s has nginx at the port of the hub', (kind) => {
    const stack = containerStack(kind, medium());
    expect(named(stack, 'hub')?.ports).toEqual([{ name: 'http', number: 3001, published: null }]);
    expect(named(stack, 'balancer')).toMatchObject({
      image: 'docker.io/nginxinc/nginx-unprivileged:1.28.0-alpine',
      ports: [{ name: 'http', number: 3001, published: 3001 }],
      needs: ['hub'],
      privileges: { readOnlyRoot: true },
      user: { uid: 101, gid: 101 },
    });
    expect(addresses(stack).hub).toBe('http://127.0.0.1:3001');
  });

  test('it asks Docker again and again where the hubs are, and shows them whose request it is', () => {
    const stack = containerStack('compose', medium());
    const config = named(stack, 'balancer')?.files[0]?.content ?? '';
    expect(config).toContain('  resolver 127.0.0.11 valid=2s ipv6=off;\n');
    expect(config).toContain('    server hub:3001 resolve max_fails=1 fail_timeout=3s;\n');
    expect(config).toContain('    proxy_set_header X-Forwarded-For $remote_addr;\n');
    expect(config).not.toContain('set_real_ip_from');
    expect(named(stack, 'hub')?.env).toMatchObject({
      OBSERVATORY_TRUSTED_PROXIES: '10.0.0.0/8,172.16.0.0/12,192.168.0.0/16',
      OBSERVATORY_DRAIN_S: '5',
    });
    expect(named(stack, 'hub')?.stopS).toBe(45);
  });

  test('a proxy of yours before it is believed', () => {
    const stack = containerStack('compose', medium({ hub: { trustedProxies: ['203.0.113.7'] } }));
    const config = named(stack, 'balancer')?.files[0]?.content ?? '';
    expect(config).toContain('  set_real_ip_from 203.0.113.7;\n  real_ip_header X-Forwarded-For;\n');
  });

  test('all hubs are containers of one service, which no port of the host leads to', () => {
    const stack = containerStack('compose', medium());
    const text = composeArtifacts(stack)[0]?.content ?? '';
    expect(text).not.toContain('hub-2');
    expect(text.match(/127\.0\.0\.1:3001:3001/g)).toHaveLength(1);
    const containers = dockerServers(containerStack('docker', medium())).flatMap(
      (server) => server.containers,
    );
    const published = containers.filter(({ args }) => args.ports.length > 0).map(({ server }) => server);
    expect(published).toContain('balancer');
    expect(published.filter((name) => name.startsWith('hub'))).toEqual([]);
    expect(containers.filter(({ server }) => server.startsWith('hub')).map(({ aliases }) => aliases)).toEqual(
      [['hub'], ['hub', 'hub-2'], ['hub', 'hub-3']],
    );
  });
});

test('nothing stands before one hub, before those of Kubernetes, which has a Service, and as processes', () => {
  for (const stack of [
    containerStack('compose', stackSettings({ profile: 'small' })),
    containerStack('kubernetes', medium()),
    processStack(medium(), '/work/stack'),
  ]) {
    expect(named(stack, 'balancer')).toBeUndefined();
  }
});
