import { fleetHealth } from '../health/fleet-health.ts';
import { countQueue } from '../store/counts.ts';
import type { HubContext } from './context.ts';
import type { HealthOptions } from './routes/health.ts';
import type { FleetHealth } from './schemas/health.ts';
import { openStreams } from './streams.ts';

/** The hub itself, as VX7 shows it. */
async function systemOf(context: HubContext, options: HealthOptions): Promise<FleetHealth['system']> {
  const state = await options.state();
  return {
    version: options.version,
    startedAt: options.startedAt.toISOString(),
    uptimeSeconds: (Date.now() - options.startedAt.getTime()) / 1000,
    memoryBytes: process.memoryUsage.rss(),
    store: options.dataDir === null ? 'server' : 'embedded',
    waitingBytes: state.writer.waiting_bytes,
    foldQueue: state.store?.fold.waiting ?? (await countQueue(context.database)),
    streams: openStreams(context.streams),
  };
}

/** VX7's answer: the health of the fleet, what runs now, and the hub itself. */
export async function systemHealth(
  context: HubContext,
  options: HealthOptions,
  project: string,
  minutes: number,
): Promise<FleetHealth> {
  const [fleet, system] = await Promise.all([
    fleetHealth(context, project, minutes),
    systemOf(context, options),
  ]);
  return { ...fleet, system };
}
