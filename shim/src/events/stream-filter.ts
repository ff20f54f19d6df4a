import { type EventType, eventTypes, type Severity, severities } from '../conventions/index.ts';
import { sayOnce } from '../setup/say.ts';
import type { GroupField } from './group-key.ts';
import type { StreamedEvent } from './streamed-event.ts';
import type { RateLimit } from './token-bucket.ts';

/** Which events a subscriber wants; what is not given lets all through. */
export interface EventFilter {
  readonly types?: readonly EventType[] | undefined;
  readonly severities?: readonly Severity[] | undefined;
  readonly executionIds?: readonly string[] | undefined;
  readonly agentTypes?: readonly string[] | undefined;
}

/** Events counted in windows. */
export interface Aggregation {
  readonly enabled: boolean;
  readonly windowMs: number;
  /** Of several fields the values are joined by `|`. */
  readonly groupBy: readonly GroupField[];
}

/** What an advanced subscription gets, how much of it, and whether one by one or counted. */
export interface AdvancedFilter extends EventFilter {
  /** Of what the callback gets: of events, or of aggregates where there are any. */
  readonly rateLimit?: RateLimit | undefined;
  readonly aggregation?: Aggregation | undefined;
}

/** Whether an event passes. */
export function matcherOf(filter: EventFilter): (event: StreamedEvent) => boolean {
  const types = wanted('types', filter.types, eventTypes);
  const levels = wanted('severities', filter.severities, severities);
  const executionIds = wanted('executionIds', filter.executionIds);
  const agentTypes = wanted('agentTypes', filter.agentTypes);
  return (event) =>
    types?.has(event.type) !== false &&
    levels?.has(event.severity) !== false &&
    (executionIds === undefined || executionIds.has(event.executionId)) &&
    (agentTypes === undefined || agentTypes.has(event.agentType));
}

function wanted(
  name: string,
  values: readonly string[] | undefined,
  known?: readonly string[],
): ReadonlySet<string | undefined> | undefined {
  if (values === undefined || values === null) return undefined;
  if (!Array.isArray(values)) {
    sayOnce(`a subscription to events has ${name} that are no list: they are left out`);
    return undefined;
  }
  for (const value of values) {
    if (known?.includes(value) === false)
      sayOnce(
        `a subscription to events wants ${name} "${String(value)}", which there are not: ${known.join(', ')}`,
      );
  }
  return new Set(values);
}

/** The limit, where its numbers make sense. */
export function limitOf(limit: RateLimit | undefined): RateLimit | undefined {
  if (limit === undefined || limit === null) return undefined;
  if (limit.maxEventsPerSecond >= 0 && limit.burstSize >= 1) return limit;
  sayOnce(
    'a subscription to events has a rateLimit without maxEventsPerSecond from 0 and burstSize from 1: it is left out',
  );
  return undefined;
}

/** The aggregation, where it is switched on and its numbers make sense. */
export function aggregationOf(aggregation: Aggregation | undefined): Aggregation | undefined {
  if (!aggregation?.enabled) return undefined;
  const { windowMs, groupBy } = aggregation;
  if (windowMs > 0 && windowMs <= MAX_TIMER_MS && Array.isArray(groupBy)) return aggregation;
  sayOnce(
    `a subscription to events has an aggregation without windowMs from 1 to ${MAX_TIMER_MS} and groupBy: its events come one by one`,
  );
  return undefined;
}

const MAX_TIMER_MS = 2_147_483_647;
