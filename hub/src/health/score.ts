/** What counts as bad: `ERROR_RATE_THRESHOLD` and `RESPONSE_TIME_THRESHOLD`. */
export interface HealthThresholds {
  /** Ratio. */
  readonly errorRate: number;
  readonly responseTimeMs: number;
}

/** Executions that ended within a stretch of time. */
export interface EndedFigures {
  readonly ended: number;
  readonly completed: number;
  readonly failed: number;
  readonly cancelled: number;
  /** null where none ended. */
  readonly averageMs: number | null;
}

export const healthStatuses = ['healthy', 'degraded', 'critical'] as const;
export type HealthStatus = (typeof healthStatuses)[number];

export interface HealthScore {
  readonly status: HealthStatus;
  /** 0–100, the parts together, rounded. */
  readonly score: number;
  /** Points of at most 40, 30 and 30. */
  readonly parts: { readonly success: number; readonly errors: number; readonly duration: number };
}

/** What one part of a score is made of. */
export interface ScorePart {
  readonly part: keyof HealthScore['parts'];
  readonly points: number;
  /** Points that it has at most. */
  readonly of: number;
  /** The figure behind it, a ratio or milliseconds; null where nothing ended. */
  readonly value: number | null;
  /** null where no setting moves it. */
  readonly threshold: number | null;
  readonly meaning: string;
}

const HEALTHY = 80;
const DEGRADED = 60;

const clamp = (value: number) => Math.min(1, Math.max(0, value));

/** The health of a fleet (VX4; the formula is the contract's). Where nothing ended, nothing is wrong: 100. */
export function scoreOf(figures: EndedFigures, thresholds: HealthThresholds): HealthScore {
  const { ended, completed, failed, averageMs } = figures;
  const successRate = ended === 0 ? 1 : completed / ended;
  const errorRate = ended === 0 ? 0 : failed / ended;
  const parts = {
    success: 40 * successRate,
    errors: 30 * (1 - clamp(errorRate / (2 * thresholds.errorRate))),
    duration: 30 * (1 - clamp((averageMs ?? 0) / thresholds.responseTimeMs - 1)),
  };
  const score = Math.round(parts.success + parts.errors + parts.duration);
  return { status: score >= HEALTHY ? 'healthy' : score >= DEGRADED ? 'degraded' : 'critical', score, parts };
}

/** What a score is made of, part by part. */
export function scoreParts(figures: EndedFigures, thresholds: HealthThresholds): ScorePart[] {
  const { ended, completed, failed, averageMs } = figures;
  const { parts } = scoreOf(figures, thresholds);
  const rate = (part: number) => (ended === 0 ? null : part / ended);
  return [
    {
      part: 'success',
      points: parts.success,
      of: 40,
      value: rate(completed),
      threshold: null,
      meaning: 'Executions that completed ÷ that ended; all points at 1.',
    },
    {
      part: 'errors',
      points: parts.errors,
      of: 30,
      value: rate(failed),
      threshold: thresholds.errorRate,
      meaning: 'Executions that failed ÷ that ended; no points from twice ERROR_RATE_THRESHOLD on.',
    },
    {
      part: 'duration',
      points: parts.duration,
      of: 30,
      value: averageMs,
      threshold: thresholds.responseTimeMs,
      meaning: 'Average milliseconds; all points up to RESPONSE_TIME_THRESHOLD, none from twice as much on.',
    },
  ];
}
