import { type LaneName, laneNames } from './lanes.ts';

/** Which moments a page shows; null and the empty set leave nothing out. */
export interface TimelineFilter {
  /** Exact name of an agent or workflow. */
  readonly agent: string | null;
  readonly session: string | null;
  readonly user: string | null;
  /** Id of a trace (32 digits) or an execution (48). */
  readonly trace: string | null;
  readonly order: 'asc' | 'desc';
  readonly hidden: ReadonlySet<LaneName>;
  /** Where the list begins, milliseconds since the epoch; null: at an end of the range. */
  readonly at: number | null;
}

/** Steps say again what calls say; they are there for those who ask for them. */
const hiddenAtFirst: readonly LaneName[] = ['steps'];

/** The filter that an address holds. */
export function readTimelineFilter(search: URLSearchParams): TimelineFilter {
  const word = (name: string) => search.get(name)?.trim() || null;
  const trace = word('trace');
  const at = Date.parse(search.get('at') ?? '');
  const hidden = search.get('hide')?.split(',') ?? hiddenAtFirst;
  return {
    agent: word('agent'),
    session: word('session'),
    user: word('user'),
    trace: trace !== null && /^([0-9a-f]{32}|[0-9a-f]{48})$/i.test(trace) ? trace : null,
    order: search.get('order') === 'asc' ? 'asc' : 'desc',
    hidden: new Set(laneNames.filter((name) => hidden.includes(name))),
    at: Number.isNaN(at) ? null : at,
  };
}

/** What of an address holds the hidden lanes; null for those hidden at first. */
export function writeHidden(hidden: ReadonlySet<LaneName>): string | null {
  const text = laneNames.filter((name) => hidden.has(name)).join(',');
  return text === hiddenAtFirst.join(',') ? null : text;
}

/** Whether it is about a part of what happened. */
export const isTimelineFiltered = ({ agent, session, user, trace }: TimelineFilter): boolean =>
  [agent, session, user, trace].some((part) => part !== null);
