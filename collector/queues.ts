import type { Settings } from '../infra/settings/schema.ts';
import { cpuCores, durationSeconds } from '../infra/settings/units.ts';
import type { Config } from './config.ts';
import { type CollectorVersion, versionFacts } from './versions.ts';

/** The extension that the queues write to. */
export const STORAGE = 'file_storage/queues';

/** Export requests a second and core that an outage is reckoned with: about as many busy service processes. */
const REQUESTS_PER_CORE = 20;

/** Requests that one exporter's queue holds: those of an outage, at the rate that the collector's cores stand for. */
export function queueSize(settings: Settings): number {
  const cores = cpuCores(settings.resources.collector?.cpu.limit ?? '1') ?? 1;
  return Math.ceil((durationSeconds(settings.outage) ?? 3600) * cores * REQUESTS_PER_CORE);
}

/**
 * A queue on disk that is written before the sender is answered, and no end to trying: only a refusal that is final
 * drops a request (design decision 6). A full queue refuses, and the sender keeps its data.
 */
export function diskQueue(settings: Settings): Config {
  return {
    sending_queue: { enabled: true, storage: STORAGE, queue_size: queueSize(settings), num_consumers: 4 },
    retry_on_failure: { enabled: true, initial_interval: '1s', max_interval: '15s', max_elapsed_time: '0s' },
    timeout: '15s',
  };
}

/** Hands on while the sender waits: it gets the next one's answer, and nothing is held here. */
export const synchronous: Config = {
  sending_queue: { enabled: false },
  retry_on_failure: { enabled: false },
  timeout: '10s',
};

/**
 * The files of the queues, without fsync: what was written outlives a killed collector, as the system has the pages.
 * With it, a loss of power would cost nothing either, but each request would wait for the disk three times in each of
 * two queues (docs/collector.md has the figures).
 */
export function queueStorage(folder: string, version: CollectorVersion): Config {
  return {
    directory: folder,
    create_directory: true,
    timeout: '10s',
    fsync: false,
    ...(versionFacts[version].recreatesStorage ? { recreate: true } : {}),
    compaction: {
      // Files only grow by themselves: without this an hour's outage would hold its gigabytes for ever.
      on_start: true,
      on_rebound: true,
      directory: folder,
      rebound_needed_threshold_mib: 256,
      rebound_trigger_threshold_mib: 16,
      cleanup_on_start: true,
    },
  };
}
