import { hubMetrics } from '@observatory/shim/conventions';
import { Counter, type Registry } from 'prom-client';
import { databaseBytes } from '../store/counts.ts';
import type { Database } from '../store/database.ts';
import { gauge, options } from './instruments.ts';

/** What the hub itself takes: CPU, memory and disk, so that the cost of the whole stack can be told. */
export function selfMetrics(registry: Registry, database: Database): void {
  const cpu: Counter = new Counter({
    ...options(hubMetrics.cpuTime, registry),
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    },
  });
  gauge(hubMetrics.memory, registry, (instrument) => instrument.set(process.memoryUsage.rss()));
  gauge(hubMetrics.databaseSize, registry, async (instrument) =>
    instrument.set(await databaseBytes(database).catch(() => Number.NaN)),
  );
}
