import type { ReaderAccess } from './host-access.ts';
import type { Transport } from './transport.ts';

export type ServerSettings = Readonly<Record<string, string | number | boolean>>;

/**
 * For one hub on one machine: durable, small at rest, and steady under bursts of ingest. Callers may change these.
 * Left to the server's defaults because they are right here: fsync's method, autovacuum's pace, checksums (on).
 */
const defaultSettings: ServerSettings = {
  fsync: true,
  synchronous_commit: true,
  full_page_writes: true,

  shared_buffers: '32MB',
  wal_buffers: '8MB',
  work_mem: '8MB',
  maintenance_work_mem: '64MB',
  effective_cache_size: '1GB',
  max_connections: 48,
  superuser_reserved_connections: 2,
  // A query over a month of daily partitions locks each of them with its indexes.
  max_locks_per_transaction: 128,
  // One hub's reads are served from the page cache: three reader processes more would bring nothing.
  io_method: 'sync',
  huge_pages: false,
  jit: false,
  random_page_cost: 1.1,
  // A bad query must not fill the disk that the ingest needs.
  temp_file_limit: '2GB',

  // Checkpoints by time, not by volume, unless a burst writes about half a gigabyte: that is what a start after a
  // crash has to read again (measured on two busy cores: 80 MB a second).
  max_wal_size: '1GB',
  min_wal_size: '128MB',
  checkpoint_timeout: '5min',
  checkpoint_completion_target: 0.9,
  // These builds have only pglz: measured, it took 3 % off the log of random keys and half of the ingest rate.
  wal_compression: false,
  autovacuum: true,
  autovacuum_max_workers: 2,
  autovacuum_worker_slots: 2,
  // No replicas; `replica` still allows an online backup.
  wal_level: 'replica',
  max_wal_senders: 0,
  max_logical_replication_workers: 0,

  timezone: 'UTC',
  log_timezone: 'UTC',
};

/** What the hub itself relies on; given last, so that nothing overrides it. */
function fixedSettings({ kind, host, port }: Transport, { reader, hbaFile }: ServerAccess): ServerSettings {
  return {
    port,
    hba_file: hbaFile,
    ...(kind === 'socket'
      ? {
          listen_addresses: reader?.host ?? '',
          // A list to PostgreSQL: quoted, a comma or space belongs to the path.
          unix_socket_directories: `"${host.replaceAll('"', '""')}"`,
          unix_socket_permissions: '0700',
        }
      : {
          listen_addresses: [...new Set([host, reader?.host ?? host])].join(','),
          unix_socket_directories: '',
        }),
    logging_collector: false,
    log_destination: 'stderr',
    lc_messages: 'C',
    log_line_prefix: '%m [%p] ',
    // Above errors of statements, which the client gets anyway: their texts hold the content of executions.
    log_min_messages: 'log',
    log_startup_progress_interval: '1s',
  };
}

/** Who may connect, beside the hub. */
export interface ServerAccess {
  readonly reader: ReaderAccess | undefined;
  /** The file that says so to the server: see host-access.ts. */
  readonly hbaFile: string;
}

/** Arguments for `postgres`. */
export function serverArguments(
  cluster: string,
  transport: Transport,
  access: ServerAccess,
  settings: ServerSettings = {},
): string[] {
  const all = { ...defaultSettings, ...settings, ...fixedSettings(transport, access) };
  const flags = Object.entries(all).flatMap(([name, value]) => [
    '-c',
    `${name}=${typeof value === 'boolean' ? (value ? 'on' : 'off') : value}`,
  ]);
  return ['-D', cluster, ...flags];
}
