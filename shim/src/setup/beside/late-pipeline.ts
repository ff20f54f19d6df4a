import type { Resource } from '@opentelemetry/resources';
import { currentConfig } from '../../config/current-config.ts';
import type { BatchSettings, ShimConfig } from '../../config/shim-config.ts';
import { Batcher } from '../batcher.ts';
import { withinDeadline } from '../deadline.ts';
import { noteFailure } from '../delivery.ts';
import { guarded } from '../guard.ts';
import { importTransport, requireTransport, type Transport } from '../load-sdk.ts';
import type { Unsent } from '../otlp-export.ts';
import { createOutlet, type OtlpOutlet, type Pipeline, type Serializer } from '../pipeline.ts';
import { sayOnce } from '../say.ts';

/** Longest wait for what the detectors of another SDK find out. */
const DETECTION_MS = 5000;

export interface LatePipelineOptions<T> {
  readonly signal: 'traces' | 'logs';
  readonly batch: (config: ShimConfig) => BatchSettings;
  readonly serializer: (config: ShimConfig, transport: Transport) => Serializer<T>;
}

/**
 * A way out that is made when the first records are sent, not before: what `init` says by then of the address
 * counts, and nothing is loaded for a processor that sees nothing.
 */
export function createLatePipeline<T extends { readonly resource: Resource }>({
  signal,
  batch: batchOf,
  serializer,
}: LatePipelineOptions<T>): Omit<Pipeline<T>, 'close'> {
  let batcher: Batcher<T> | undefined;
  let outlet: OtlpOutlet<T> | undefined;
  const open = (transport: Transport): OtlpOutlet<T> => {
    const config = currentConfig();
    outlet ??= createOutlet(signal, config, serializer(config, transport), transport);
    return outlet;
  };
  const send = async (records: T[]): Promise<Unsent | undefined> => {
    try {
      const { send } = outlet ?? open(requireTransport() ?? (await importTransport()));
      await withinDeadline(detected(records), DETECTION_MS);
      return await send(records);
    } catch (error) {
      noteFailure(signal, records.length);
      sayOnce(`the processor of ${signal} cannot send: ${error instanceof Error ? error.message : error}`);
      return undefined;
    }
  };
  return {
    add: (record) => {
      const config = currentConfig();
      if (!config.signals[signal] || !config.exporters[signal].otlp) return;
      batcher ??= new Batcher(signal, batchOf(config), send);
      batcher.add(record);
    },
    flush: async () => batcher?.flush(),
    takeWaiting: () => {
      const transport = batcher && requireTransport();
      if (!batcher || !transport) return [];
      return guarded('the last sending', () => open(transport))?.requests(batcher) ?? [];
    },
  };
}

/** Waits until the resources of these records are complete. */
async function detected(records: readonly { readonly resource: Resource }[]): Promise<void> {
  const resources = new Set(records.map(({ resource }) => resource));
  await Promise.all(
    [...resources].map(
      (resource) => resource.asyncAttributesPending === true && resource.waitForAsyncAttributes?.(),
    ),
  );
}
