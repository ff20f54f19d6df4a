import type { ISerializer } from '@opentelemetry/otlp-transformer';
import type { BatchSettings, ShimConfig } from '../config/shim-config.ts';
import { Batcher } from './batcher.ts';
import type { Sdk } from './load-sdk.ts';
import { createOtlpExport, type Unsent } from './otlp-export.ts';
import type { PlainRequest } from './otlp-sender.ts';
import type { Queued } from './queued-provider.ts';
import { createSender } from './senders.ts';
import { waitingRequests } from './waiting-requests.ts';

export type Serializer<T> = ISerializer<T[], { readonly partialSuccess?: object }>;

/** Sends batches of one signal to the address that the configuration names. */
export interface OtlpOutlet<T> {
  readonly send: (batch: T[]) => Promise<Unsent | undefined>;
  /** Takes what waits, as requests. */
  readonly requests: (batcher: Batcher<T>) => Iterable<PlainRequest>;
  readonly close: () => void;
}

export function createOutlet<T>(
  signal: 'traces' | 'logs',
  config: ShimConfig,
  serializer: Serializer<T>,
  sdk: Pick<Sdk, 'core'>,
): OtlpOutlet<T> {
  const sender = createSender(signal, config);
  return {
    send: createOtlpExport<T[]>({ signal, sender, serializer, sizeOf: (items) => items.length }, sdk),
    requests: (batcher) => waitingRequests(batcher, sender, serializer),
    close: () => sender.close(),
  };
}

/** Records of one signal on their way out. */
export interface Pipeline<T> extends Queued {
  readonly add: (record: T) => void;
  readonly flush: () => Promise<void>;
  /** Gives up what waits. */
  readonly close: () => void;
}

export function createPipeline<T>(
  signal: 'traces' | 'logs',
  batch: BatchSettings,
  outlet: OtlpOutlet<T>,
): Pipeline<T> {
  const batcher = new Batcher<T>(signal, batch, outlet.send);
  return {
    add: (record) => batcher.add(record),
    flush: () => batcher.flush(),
    takeWaiting: () => outlet.requests(batcher),
    close: () => {
      batcher.close();
      outlet.close();
    },
  };
}
