import { hubMetrics, type MetricDefinition } from '@observatory/shim/conventions';
import { Counter, type Registry } from 'prom-client';
import { type HubState, poolNames } from './hub-state.ts';
import { gauge, options } from './instruments.ts';

/** What is told of the state of the hub, by metric. Not a number where the database would know and does not answer. */
const figures: readonly [MetricDefinition, (state: HubState) => number | undefined][] = [
  [hubMetrics.writerWaitingBytes, ({ writer }) => writer.waiting_bytes],
  [hubMetrics.writerWaitingRequests, ({ writer }) => writer.waiting_requests],
  [hubMetrics.writerDelay, ({ writer }) => writer.oldest_seconds],
  [hubMetrics.liveBehind, ({ live }) => live.behind_events],
  [hubMetrics.eventLoopDelay, ({ event_loop }) => event_loop.p99_seconds],
  [hubMetrics.databaseUp, ({ store }) => (store === null ? 0 : 1)],
  [hubMetrics.foldLag, ({ store }) => store?.fold.waiting],
  [hubMetrics.foldDelay, ({ store }) => store?.fold.oldest_seconds],
  [hubMetrics.figuresLag, ({ store }) => store?.figures.waiting],
  [hubMetrics.notificationsPending, ({ store }) => store?.notifications.waiting],
  [hubMetrics.notificationsDelay, ({ store }) => store?.notifications.overdue_seconds],
  [hubMetrics.notificationsDead, ({ store }) => store?.notifications.dead],
  [hubMetrics.erasuresPending, ({ store }) => store?.erasures.waiting],
  [hubMetrics.databaseSize, ({ store }) => store?.bytes],
  [hubMetrics.daysAhead, ({ store }) => store?.days_ahead],
  [hubMetrics.hubs, ({ store }) => store?.hubs],
];

/** The hub about itself: what waits in it, and its CPU and memory, so that the cost of the whole stack can be told. */
export function selfMetrics(registry: Registry, find: () => Promise<HubState>): void {
  const cpu: Counter = new Counter({
    ...options(hubMetrics.cpuTime, registry),
    collect() {
      const { user, system } = process.cpuUsage();
      cpu.reset();
      cpu.inc((user + system) / 1e6);
    },
  });
  gauge(hubMetrics.memory, registry, (instrument) => instrument.set(process.memoryUsage.rss()));
  for (const [definition, figureOf] of figures)
    gauge(definition, registry, async (instrument) => instrument.set(figureOf(await find()) ?? Number.NaN));
  gauge(hubMetrics.connections, registry, async (instrument) => {
    const { pools } = await find();
    for (const pool of poolNames)
      for (const state of ['in_use', 'idle', 'waiting'] as const)
        instrument.set({ pool, state }, pools[pool][state]);
  });
}
