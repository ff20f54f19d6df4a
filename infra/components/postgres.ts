import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import type { Site } from '../stack/site.ts';
import { closedServer } from './closed-server.ts';

/** The hub's database, where several hubs share one. */
export function postgres(settings: Settings, site: Site): Component {
  const volume = site.volume('postgres', 'data', '/var/lib/postgresql');
  const { number } = site.port('postgres', 'sql');
  return {
    ...closedServer(settings, 'postgres'),
    does: "Keeps the hubs' executions.",
    workload: 'ordered',
    args: ['-c', `port=${number}`, '-c', 'listen_addresses=*', '-c', 'password_encryption=scram-sha-256'],
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
