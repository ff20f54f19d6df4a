import type { AlertSeverity } from './channel.ts';

export const weekdays = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun'] as const;

/** Hours in which a channel is told of little. */
export interface QuietHours {
  /** On which they begin; over midnight they last into the next day. */
  readonly days: readonly (typeof weekdays)[number][];
  /** `22:00`; the same as `to`: the whole day. */
  readonly from: string;
  readonly to: string;
  /** IANA name. */
  readonly time_zone: string;
  /** The least severity that is told all the same; null for none. */
  readonly passes: AlertSeverity | null;
  /** What becomes of the rest: told in one summary afterwards, or never. */
  readonly held: 'summary' | 'drop';
}

const MINUTE_MS = 60_000;
/** Quiet hours of every day and all day long have no end; what is held is looked at again then. */
const MOST_MINUTES = 8 * 24 * 60;

/** When the quiet that holds at `ms` ends, in milliseconds since the epoch; null where it is not quiet. */
export function quietUntil(quiet: QuietHours, ms: number): number | null {
  const format = new Intl.DateTimeFormat('en-GB', {
    timeZone: quiet.time_zone,
    weekday: 'short',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const isQuiet = (at: number) => isQuietAt(quiet, format.formatToParts(at));
  if (!isQuiet(ms)) return null;
  // By the clock on the wall, minute after minute: an hour that summer time leaves out or repeats is as it is there.
  const start = Math.floor(ms / MINUTE_MS) * MINUTE_MS;
  let minute = 1;
  while (minute < MOST_MINUTES && isQuiet(start + minute * MINUTE_MS)) minute += 1;
  return start + minute * MINUTE_MS;
}

function isQuietAt({ days, from, to }: QuietHours, parts: Intl.DateTimeFormatPart[]): boolean {
  const part = (type: string) => parts.find((one) => one.type === type)?.value ?? '';
  const today = (weekdays as readonly string[]).indexOf(part('weekday').toLowerCase());
  const time = `${part('hour')}:${part('minute')}`;
  const isOn = (day: number) => days.includes(weekdays[(day + 7) % 7] ?? 'mon');
  if (from < to) return isOn(today) && from <= time && time < to;
  return (isOn(today) && time >= from) || (isOn(today - 1) && time < to);
}
