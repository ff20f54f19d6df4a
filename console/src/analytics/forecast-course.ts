import type { Forecast } from '../hub/types.ts';

/** A forecast beside what came before it: one value for each time, null where there is none. */
export interface ForecastCourse {
  /** Begins of days, seconds since the epoch. */
  readonly times: readonly number[];
  readonly past: readonly (number | null)[];
  readonly expected: readonly (number | null)[];
  readonly low: readonly (number | null)[];
  readonly high: readonly (number | null)[];
}

type Steps = Pick<Forecast, 'from' | 'past' | 'steps' | 'step_half_widths' | 'step_seconds'>;

/**
 * The days before a forecast and those of it on one axis. The last known day begins the expected line, so that they meet.
 * An older hub tells no days: the course is empty then.
 */
export function forecastCourse({
  from,
  past = [],
  steps = [],
  step_half_widths = [],
  step_seconds,
}: Steps): ForecastCourse {
  const start = Date.parse(from) / 1_000;
  const none = past.map(() => null);
  const meeting = [...none.slice(1), ...past.slice(-1)];
  const half = (at: number) => step_half_widths[at] ?? 0;
  return {
    times: [...past, ...steps].map((_, index) => start + (index - past.length) * step_seconds),
    past: [...past, ...steps.map(() => null)],
    expected: [...meeting, ...steps],
    low: [...meeting, ...steps.map((step, at) => Math.max(0, step - half(at)))],
    high: [...meeting, ...steps.map((step, at) => step + half(at))],
  };
}
