import type { Settings } from '../settings/schema.ts';
import { sizeBytes } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { hostPort } from './host-port.ts';

/** Carries live events between hubs, which alone may reach it. */
export function redis(settings: Settings, site: Site): Component {
  const data = site.volume('redis', 'data', '/data');
  const { host, port } = hostPort(site.listen('redis', 'redis'));
  // Above it Redis needs room for its buffers and the copy that it makes while it rewrites its log.
  const memory = Math.floor((sizeBytes(settings.resources.redis.memory.limit) ?? 0) * 0.6);
  return {
    ...closedServer(settings, 'redis'),
    does: 'Carries live events between hubs.',
    workload: 'ordered',
    command: [
      'redis-server',
      ...['--bind', host, '--port', String(port), '--dir', data],
      // Only hubs reach it: no port on the host, and on Kubernetes a NetworkPolicy.
      ...['--protected-mode', 'no'],
      ...['--appendonly', 'yes', '--maxmemory', String(memory), '--maxmemory-policy', 'noeviction'],
    ],
    ports: [site.port('redis', 'redis')],
    probes: {
      ready: { port: 'redis' },
      live: { port: 'redis' },
      command: ['redis-cli', '-p', String(port), 'ping'],
      startS: 60,
    },
    volumes: [{ name: 'data', path: data, size: settings.storage.sizes.redis }],
    user: { uid: 999, gid: 999 },
    stopS: 30,
  };
}
