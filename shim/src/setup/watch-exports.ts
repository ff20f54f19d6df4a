import type { ExportResult } from '@opentelemetry/core';
import { noteExport, type Signal } from './delivery.ts';

interface Exporter<T> {
  export(items: T, done: (result: ExportResult) => void): void;
}

/** The same exporter, whose results are noted. */
export function watchExports<T, E extends Exporter<T>>(
  exporter: E & Exporter<T>,
  signal: Signal,
  endpoint: string,
  sizeOf: (items: T) => number,
): E {
  const send = exporter.export.bind(exporter);
  exporter.export = (items, done) => {
    send(items, (result) => {
      const failed = result.code !== 0;
      noteExport(
        signal,
        endpoint,
        sizeOf(items),
        failed ? (result.error ?? new Error('no reason given')) : undefined,
      );
      done(result);
    });
  };
  return exporter;
}
