import {
  type BatchObservableCallback,
  type Meter,
  type MeterProvider,
  metrics,
  type Observable,
  type ObservableCallback,
} from '@opentelemetry/api';
import { processWide } from '../setup/process-wide.ts';

/** What registers callbacks with the provider of now; the SDK takes a callback that it has just once. */
const registrations = processWide('late-meters', () => new Set<() => void>());

/** Registers the callbacks of observable instruments anew; for `init`, which has changed the provider. */
export function refreshLateMeters(): void {
  for (const register of registrations) register();
}

/** A value made from the meter provider of now, anew when another one is registered. */
export function following<T>(make: (provider: MeterProvider) => T): () => T {
  let last: { readonly provider: MeterProvider; readonly made: T } | undefined;
  return () => {
    const provider = metrics.getMeterProvider();
    if (last?.provider !== provider) last = { provider, made: make(provider) };
    return last.made;
  };
}

/** An observable instrument that finds its provider whenever it comes. */
export class LateObservable implements Observable {
  readonly current: () => Observable;
  readonly #registered = new Map<ObservableCallback, () => void>();

  constructor(make: (provider: MeterProvider) => Observable) {
    this.current = following(make);
  }

  addCallback(callback: ObservableCallback): void {
    const register = () => this.current().addCallback(callback);
    this.removeCallback(callback);
    this.#registered.set(callback, register);
    registrations.add(register);
    register();
  }

  removeCallback(callback: ObservableCallback): void {
    const register = this.#registered.get(callback);
    if (register === undefined) return;
    this.#registered.delete(callback);
    registrations.delete(register);
    this.current().removeCallback(callback);
  }
}

/** The callbacks of one meter that observe several instruments at once. */
export class LateBatches {
  readonly #meter: () => Meter;
  readonly #removers = new Map<BatchObservableCallback, () => void>();

  constructor(meter: () => Meter) {
    this.#meter = meter;
  }

  add(callback: BatchObservableCallback, observables: Observable[]): void {
    this.remove(callback);
    const current = () => observables.map(unwrapped);
    const observing: BatchObservableCallback = (result) =>
      callback({ observe: (observed, ...point) => result.observe(unwrapped(observed), ...point) });
    const register = () => this.#meter().addBatchObservableCallback(observing, current());
    this.#removers.set(callback, () => {
      registrations.delete(register);
      this.#meter().removeBatchObservableCallback(observing, current());
    });
    registrations.add(register);
    register();
  }

  remove(callback: BatchObservableCallback): void {
    this.#removers.get(callback)?.();
    this.#removers.delete(callback);
  }
}

/** The provider's own instrument, which alone it knows. */
function unwrapped(observable: Observable): Observable {
  return observable instanceof LateObservable ? observable.current() : observable;
}
