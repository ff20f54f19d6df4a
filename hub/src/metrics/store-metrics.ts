import { eventTypes, fleetMetrics, severities } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import type { DescribedPriceTable } from '../prices/price-table.ts';
import type { SentEvent } from '../store/batch.ts';
import { counter, gauge } from './instruments.ts';

/** How old the prices are. */
export function priceMetrics(registry: Registry, prices: DescribedPriceTable): void {
  gauge(fleetMetrics.priceTableAge, registry, (instrument) =>
    instrument.set((Date.now() - prices.updatedAt.getTime()) / 1000),
  );
}

/** Alerts are no doing of agents: counted, one that fires could bring another one about by itself. */
const countedTypes = eventTypes.filter((type) => type !== 'alert');

/**
 * Counts events that were new to the store, but for alerts. Each series begins at zero, so that the first event is an
 * increase.
 */
export function eventCounter(registry: Registry): (events: readonly SentEvent[]) => void {
  const stored = counter(fleetMetrics.events, registry);
  for (const type of countedTypes) for (const severity of severities) stored.inc({ type, severity }, 0);
  return (events) => {
    for (const { type, severity } of events) if (type !== 'alert') stored.inc({ type, severity });
  };
}
