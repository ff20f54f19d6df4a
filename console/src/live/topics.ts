import type { EventType, ObservabilityEvent, Severity } from '@observatory/shim/conventions';
import type { Alert, Execution, FleetHealth } from '../hub/types.ts';

/** Which events are followed; all of them where nothing is named. */
export interface EventFilter {
  readonly types?: readonly EventType[];
  readonly severities?: readonly Severity[];
  readonly agents?: readonly string[];
  readonly workflows?: readonly string[];
  /** Words that all occur, in any case. */
  readonly text?: string;
  /** Of one execution. */
  readonly executionId?: string;
  readonly traceId?: string;
}

/** What can be followed as it changes. */
export type LiveTopic =
  | { readonly kind: 'executions' | 'alerts' | 'health' }
  | { readonly kind: 'events'; readonly filter: EventFilter };

/** A topic that somebody follows, and after what it goes on when the connection comes back. */
export interface FollowedTopic {
  readonly topic: LiveTopic;
  cursor: string | null;
}

/** What is told of a topic. `stale`: something was missed that nobody can tell; ask again for what is shown. */
export type LiveMessage =
  | { readonly kind: 'execution'; readonly execution: Execution }
  | { readonly kind: 'alert'; readonly alert: Alert }
  | { readonly kind: 'event'; readonly event: ObservabilityEvent }
  | { readonly kind: 'health'; readonly health: FleetHealth }
  | { readonly kind: 'stale' };

/** The same for the same topic. */
export function topicKey(topic: LiveTopic): string {
  return topic.kind === 'events' ? JSON.stringify(topic.filter) : topic.kind;
}
