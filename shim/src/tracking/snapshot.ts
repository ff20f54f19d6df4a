import type { Attributes } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { Attr, shimMetrics } from '../conventions/index.ts';
import { difference } from '../conventions/snapshots/difference.ts';
import type { Json } from '../conventions/snapshots/json.ts';
import { areEventsTaken, emitEvent } from '../events/emit-event.ts';
import { countMetric } from '../metrics/record.ts';
import { serialise } from '../safe/serialise.ts';
import { optionalName } from './bounded-name.ts';
import type { Execution } from './execution.ts';

/** Each tenth snapshot is whole, so that a reader need not go back further. */
const WHOLE_EVERY = 10;
/** Characters of all states that are kept for the next difference; the oldest go first. */
const MAX_KEPT = 16_777_216;

/** The last state of each running execution that takes snapshots, as JSON text. */
const kept = new Map<string, string>();
let keptLength = 0;

/** Records the state of a running execution: redacted, within its budget, as a difference where that is shorter. */
export function takeSnapshot(execution: Execution, state: unknown, step: unknown): void {
  if (execution.status !== 'running') {
    countMetric(shimMetrics.ignoredCalls, 1, { reason: 'ended' });
    return;
  }
  if (!areEventsTaken()) return;
  const sequence = execution.snapshots++;
  const stepName = optionalName(step);
  emitEvent({
    type: 'snapshot',
    severity: 'debug',
    message: `Snapshot ${sequence} of ${execution.title}${stepName ? ` at ${stepName}` : ''}`,
    context: execution.context,
    attributes: execution.eventAttributes,
    more: {
      ...(stepName !== undefined && { [Attr.stepName]: stepName, step: stepName }),
      [Attr.snapshotSequence]: sequence,
      ...recorded(execution.id, sequence, state),
    },
  });
}

/** Lets go of the state that was kept of an execution that ends. */
export function forgetSnapshots({ id, snapshots }: Execution): void {
  if (snapshots > 0) letGo(id);
}

function recorded(id: string, sequence: number, state: unknown): Attributes {
  const maxBytes = currentConfig().agent.maxSnapshotBytes;
  const text = serialise(state, maxBytes);
  const before = kept.get(id);
  letGo(id);
  if (Buffer.byteLength(text) > maxBytes) return { [Attr.snapshotOmitted]: 'too_large' };
  keep(id, text);
  if (before === undefined || sequence % WHOLE_EVERY === 0) return { [Attr.snapshotState]: text };
  const changes = JSON.stringify(difference(JSON.parse(before) as Json, JSON.parse(text) as Json));
  return changes.length < text.length
    ? { [Attr.snapshotDifference]: changes }
    : { [Attr.snapshotState]: text };
}

function keep(id: string, text: string): void {
  kept.set(id, text);
  keptLength += text.length;
  for (const oldest of kept.keys()) {
    if (keptLength <= MAX_KEPT) break;
    letGo(oldest);
  }
}

function letGo(id: string): void {
  keptLength -= kept.get(id)?.length ?? 0;
  kept.delete(id);
}
