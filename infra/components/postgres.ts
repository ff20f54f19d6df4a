import type { Settings } from '../settings/schema.ts';
import { sizeBytes } from '../settings/units.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';
import { mostHubs } from './hub-count.ts';

/** Pools of 15, statements of SQL and commands, and the next hub while the one before still drains. */
const CONNECTIONS_OF_HUB = 24;
const CONNECTIONS_OF_OTHERS = 20;
const MIB = 2 ** 20;

/** The hub's database, where several hubs share one. */
export function postgres(settings: Settings, site: Site): Component {
  const volume = site.volume('postgres', 'data', '/var/lib/postgresql');
  const { number } = site.port('postgres', 'sql');
  return {
    ...closedServer(settings, 'postgres'),
    does: "Keeps the hubs' executions.",
    workload: 'ordered',
    args: Object.entries({
      port: number,
      listen_addresses: '*',
      password_encryption: 'scram-sha-256',
      ...sizes(settings),
    }).flatMap(([name, value]) => ['-c', `${name}=${value}`]),
    env: {
      POSTGRES_USER: 'observatory',
      POSTGRES_DB: 'observatory',
      POSTGRES_PASSWORD_FILE: site.secret('postgres', 'postgres-password'),
      // Below the volume: its root can hold lost+found, which initdb refuses.
      PGDATA: `${volume}/18/data`,
    },
    secrets: ['postgres-password'],
    ports: [site.port('postgres', 'sql')],
    probes: {
      ready: { port: 'sql' },
      live: { port: 'sql' },
      command: [
        'pg_isready',
        '-h',
        '127.0.0.1',
        '-p',
        String(number),
        '-U',
        'observatory',
        '-d',
        'observatory',
      ],
      // The first start makes the database; one after a crash reads its log.
      startS: 300,
    },
    volumes: [{ name: 'data', path: volume, size: settings.storage.sizes.postgres }],
    scratch: ['/var/run/postgresql', '/tmp'],
    user: { uid: 999, gid: 999 },
    // A last checkpoint; killed before, the next start reads the log.
    stopS: 60,
  };
}

/** What the server's own defaults, made for a small machine of 2005, leave undone. */
function sizes(settings: Settings): Record<string, string | number> {
  const memoryMiB = (sizeBytes(settings.resources.postgres.memory.limit) ?? 0) / MIB;
  const hubs = mostHubs(settings) ?? settings.replicas.hub;
  return {
    max_connections: CONNECTIONS_OF_HUB * hubs + CONNECTIONS_OF_OTHERS,
    // The manual's quarter of the memory; of the rest the page cache has most.
    shared_buffers: `${Math.floor(memoryMiB / 4)}MB`,
    effective_cache_size: `${Math.floor(memoryMiB / 2)}MB`,
    // A query over a month of daily partitions locks each of them with its indexes.
    max_locks_per_transaction: 256,
    // A burst of ingest is no reason for a checkpoint.
    max_wal_size: '2GB',
    random_page_cost: 1.1,
    jit: 'off',
    // A bad query must not fill the disk that ingest needs.
    temp_file_limit: '2GB',
  };
}
