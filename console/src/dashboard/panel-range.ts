import { readDuration, type TimeRange } from '../time-range/time-range.ts';
import { useTimeRange } from '../time-range/use-time-range.ts';

/** What every panel of the dashboard takes. */
export interface DashboardPanelProps {
  /** The stretch up to now that it is about, such as `15m`, `6h` or `7d`; an hour unless given. */
  readonly range?: string | undefined;
}

/** What a panel is about unless it is told otherwise. */
export const PANEL_MINUTES = 60;
/** The hub keeps figures by minute for a week. */
const MOST_MINUTES = 7 * 24 * 60;

/** The range of a panel: that of the address where it has one, else its own. */
export function usePanelRange(range: string | undefined) {
  return useTimeRange(minutesOf(range));
}

/** The minutes of a range in words; an hour for what is none. */
export function minutesOf(range: string | undefined): number {
  return readDuration(range ?? '') ?? PANEL_MINUTES;
}

/** The minutes up to now of what the hub answers only up to now, for a range of any kind; at most a week. */
export function useMinutesUpToNow(range: string | undefined): number {
  return minutesUpToNow(usePanelRange(range).range);
}

/** The same for a range that is known. */
export function minutesUpToNow(range: TimeRange): number {
  return range.kind === 'last' ? Math.min(range.minutes, MOST_MINUTES) : PANEL_MINUTES;
}
