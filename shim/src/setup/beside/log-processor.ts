import { guarded } from '../guard.ts';
import { flushOwn } from '../init.ts';
import { isNew, logsBeside } from './beside.ts';
import { copyOfRecord } from './emitted-record.ts';

/** Fits what SDKs 1.x, 2.x and 3.x of OpenTelemetry take as a `LogRecordProcessor`. */
export interface ObservatoryLogProcessor {
  /** Takes a log record. */
  onEmit(record: object): void;
  /** Sends what waits, within `OBSERVATORY_FLUSH_TIMEOUT`. */
  forceFlush(): Promise<void>;
  /** As `forceFlush`. */
  shutdown(): Promise<void>;
}

/**
 * A log record processor for a logger provider that is not the shim's: it sends what is emitted there, the shim's
 * events among it, to the Observatory, as the shim's own provider would.
 */
export function observatoryLogProcessor(): ObservatoryLogProcessor {
  const out = logsBeside();
  return {
    onEmit(record) {
      guarded('taking a log record', () => {
        if (isNew(record)) out.add(copyOfRecord(record as Emitted));
      });
    },
    forceFlush: flushOwn,
    shutdown: flushOwn,
  };
}

type Emitted = Parameters<typeof copyOfRecord>[0];
