import type { Meter, Observable } from '@opentelemetry/api';
import { areMetricsDisabled } from '../config/current-config.ts';
import { following, LateBatches, LateObservable } from './late-observable.ts';

/**
 * A meter whose instruments find their provider whenever it comes. Those of OpenTelemetry's API do not:
 * made before the SDK is there, as by `const meter = observability.getMeter()` at the top of a module, they
 * stay silent for ever.
 */
export function lateMeter(name: string, version?: string): Meter {
  const meter = following((provider) => provider.getMeter(name, version));
  const batches = new LateBatches(meter);
  const late = <I>(make: (meter: Meter) => I) =>
    following((provider) => make(provider.getMeter(name, version)));
  const observable = (make: (meter: Meter) => Observable) =>
    new LateObservable((provider) => make(provider.getMeter(name, version)));
  return {
    createCounter: (...given) => {
      const current = late((made) => made.createCounter(...given));
      return { add: (...measured) => void (areMetricsDisabled() || current().add(...measured)) };
    },
    createUpDownCounter: (...given) => {
      const current = late((made) => made.createUpDownCounter(...given));
      return { add: (...measured) => void (areMetricsDisabled() || current().add(...measured)) };
    },
    createGauge: (...given) => {
      const current = late((made) => made.createGauge(...given));
      return { record: (...measured) => void (areMetricsDisabled() || current().record(...measured)) };
    },
    createHistogram: (...given) => {
      const current = late((made) => made.createHistogram(...given));
      return { record: (...measured) => void (areMetricsDisabled() || current().record(...measured)) };
    },
    createObservableCounter: (...given) => observable((made) => made.createObservableCounter(...given)),
    createObservableGauge: (...given) => observable((made) => made.createObservableGauge(...given)),
    createObservableUpDownCounter: (...given) =>
      observable((made) => made.createObservableUpDownCounter(...given)),
    addBatchObservableCallback: (callback, observables) => batches.add(callback, observables),
    removeBatchObservableCallback: (callback) => batches.remove(callback),
  };
}
