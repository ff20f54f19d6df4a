import { guarded } from '../../setup/guard.ts';
import type { Library } from '../library.ts';
import { patchMethod, prototypeOf } from '../patch-method.ts';
import { queueTelemetry } from '../queues/bullmq-telemetry.ts';

/** As much of a queue, worker or flow producer as is used. */
interface WithTelemetry {
  opts?: { telemetry?: unknown };
  telemetry?: unknown;
}

/** BullMQ has an interface for telemetry; each queue and worker that was given none gets ours, at its first use. */
export const bullmq: Library = {
  name: 'bullmq',
  packages: ['bullmq'],
  patched: ['dist/cjs/index.js', 'dist/esm/index.js'],
  make: () => ({
    patch(exports) {
      patchMethod(prototypeOf(exports, 'QueueBase'), 'trace', (original) => {
        return function (...args) {
          watchQueue(this as WithTelemetry);
          return original.apply(this, args);
        };
      });
      for (const method of ['add', 'addBulk']) {
        patchMethod(prototypeOf(exports, 'FlowProducer'), method, (original) => {
          return function (flows, ...rest) {
            (this as WithTelemetry).telemetry ??= queueTelemetry;
            return original.call(
              this,
              guarded('the jobs of a flow', () => withOptions(flows)) ?? flows,
              ...rest,
            );
          };
        });
      }
    },
  }),
};

/** BullMQ hands the context on to those jobs of a flow alone that have options. */
function withOptions(flow: unknown): unknown {
  if (Array.isArray(flow)) return flow.map(withOptions);
  if (typeof flow !== 'object' || flow === null) return flow;
  const { opts = {}, children } = flow as { opts?: unknown; children?: unknown };
  return { ...flow, opts, ...(children !== undefined && { children: withOptions(children) }) };
}

function watchQueue(queue: WithTelemetry): void {
  const { opts } = queue;
  if (opts === undefined) return;
  if (queue.constructor.name !== 'JobScheduler') opts.telemetry ??= queueTelemetry;
  // Its jobs would all belong to the trace in which the schedule was made, for ever.
  else if (opts.telemetry === queueTelemetry) delete opts.telemetry;
}
