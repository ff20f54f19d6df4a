import type { Settings } from '../settings/schema.ts';
import { sizeBytes } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { hostPort } from './host-port.ts';

/**
 * Tells hubs of one another what is new, and holds what they have in common for minutes. Hubs alone may reach it; it
 * keeps nothing: what it loses is in the database.
 */
export function redis(settings: Settings, site: Site): Component {
  const { host, port } = hostPort(site.listen('redis', 'redis'));
  // Above it Redis needs room for the buffers of its connections.
  const memory = Math.floor((sizeBytes(settings.resources.redis.memory.limit) ?? 0) * 0.6);
  return {
    ...closedServer(settings, 'redis'),
    does: 'Carries live events between hubs.',
    workload: 'replicated',
    command: [
      'redis-server',
      ...['--bind', host, '--port', String(port)],
      // Only hubs reach it: no port on the host, and on Kubernetes a NetworkPolicy.
      ...['--protected-mode', 'no'],
      ...[
        '--save',
        '',
        '--appendonly',
        'no',
        '--maxmemory',
        String(memory),
        '--maxmemory-policy',
        'allkeys-lru',
      ],
    ],
    ports: [site.port('redis', 'redis')],
    probes: {
      ready: { port: 'redis' },
      live: { port: 'redis' },
      command: ['redis-cli', '-p', String(port), 'ping'],
      startS: 60,
    },
    // Else the image has Docker make a volume there.
    scratch: ['/data'],
    user: { uid: 999, gid: 999 },
    stopS: 10,
  };
}
