import type { ObservabilityEvent } from '@observatory/shim/conventions';
import type { Alert, Execution, FleetHealth } from '../hub/types.ts';
import { isObject } from '../lib/json.ts';
import type { FollowedTopic, LiveMessage } from './topics.ts';

/** The frame that asks the hub for a topic (docs/hub-live.md). */
export function subscribeFrame(id: string, { topic, cursor }: FollowedTopic): object {
  const resume = cursor === null ? {} : { cursor };
  if (topic.kind === 'events') return { type: 'subscribe', id, ...topic.filter, ...resume };
  return { type: 'subscribe', id, topic: topic.kind, ...(topic.kind === 'alerts' ? resume : {}) };
}

/** What a frame of the hub tells; null for one that tells nothing of a topic. */
export function messageOfFrame(frame: Readonly<Record<string, unknown>>): LiveMessage | null {
  switch (frame.type) {
    case 'execution':
      return isObject(frame.execution)
        ? { kind: 'execution', execution: frame.execution as unknown as Execution }
        : null;
    case 'alert':
      return isObject(frame.alert) ? { kind: 'alert', alert: frame.alert as unknown as Alert } : null;
    case 'event':
      return isObject(frame.event)
        ? { kind: 'event', event: frame.event as unknown as ObservabilityEvent }
        : null;
    case 'snapshot':
    case 'update':
      return isObject(frame.data) ? { kind: 'health', health: frame.data as unknown as FleetHealth } : null;
    // A step took an execution's place, or there is more than was told.
    case 'gone':
    case 'missed':
      return { kind: 'stale' };
    default:
      return null;
  }
}
