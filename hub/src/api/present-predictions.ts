import type { Analytics } from '../analytics/find-analytics.ts';
import type { Percentiles } from '../analytics/read-responses.ts';
import type { FleetAnomalies } from '../anomalies/fleet-anomalies.ts';
import type { DiskForecast } from '../forecasts/disk-forecast.ts';
import type { FleetForecast, ForecastHorizon } from '../forecasts/fleet-forecasts.ts';
import { ratio } from '../health/ratio.ts';
import { HOUR_US, isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import type { AnalyticsReport, AnomalyReport, ForecastAnswer } from './schemas/predictions.ts';

type Undated<T> = Omit<T, 'computed_at'>;

const MAX_ANOMALIES = 200;
const SWITCHED_OFF = 'ENABLE_ANOMALY_DETECTION is false.';

/** `found` is null where anomalies are not looked for. */
export function presentAnomalies(stretch: Stretch, found: FleetAnomalies | null): Undated<AnomalyReport> {
  const at = (hour: number) => isoOfMicros((found?.firstUs ?? 0) + hour * HOUR_US);
  const anomalies = found?.anomalies ?? [];
  return {
    enabled: found !== null,
    reason: found === null ? SWITCHED_OFF : null,
    since: isoOfMicros(stretch.sinceUs),
    until: isoOfMicros(found?.untilUs ?? stretch.untilUs),
    resolution_seconds: HOUR_US / 1e6,
    judged: found?.judged ?? 0,
    left_out: found?.leftOut ?? 0,
    total: anomalies.length,
    anomalies: anomalies
      .slice(0, MAX_ANOMALIES)
      .map(({ metric: { name, meaning, unit }, start, end, learned, subject, ...figures }) => ({
        metric: name,
        meaning,
        unit,
        subject,
        start: at(start),
        end: end === null ? null : at(end),
        ended: learned === null ? null : learned ? 'learned' : 'returned',
        ...figures,
      })),
  };
}

const units = {
  load: 'executions',
  failures: 'executions',
  cost: 'US dollars',
  tokens: 'tokens',
  disk: 'bytes',
} as const;
const horizonHours = { '1h': 1, '24h': 24, '7d': 7 * 24, '30d': 30 * 24 } as const;

interface Asked {
  readonly metric: keyof typeof units;
  readonly horizon: ForecastHorizon;
  readonly agent: string | null;
}

type Found = Pick<FleetForecast, 'forecast' | 'fromUs'> &
  Partial<Pick<FleetForecast, 'past'> & Pick<DiskForecast, 'bytes' | 'limits'>>;

export function presentForecast(asked: Asked, { forecast, fromUs, ...disk }: Found): Undated<ForecastAnswer> {
  const known = 'reason' in forecast ? null : forecast;
  const hours = horizonHours[asked.horizon];
  return {
    ...asked,
    unit: units[asked.metric],
    from: isoOfMicros(fromUs),
    to: isoOfMicros(fromUs + hours * HOUR_US),
    predicted: known?.predicted ?? null,
    low: known?.low ?? null,
    high: known?.high ?? null,
    samples: known?.samples ?? 0,
    method: known?.method ?? null,
    reason: 'reason' in forecast ? forecast.reason : null,
    steps: [...(known?.steps ?? [])],
    step_half_widths: [...(known?.halfWidths ?? [])],
    past: [...(disk.past ?? [])],
    step_seconds: (hours * 3600) / Math.max(1, known?.steps.length ?? 1),
    current: disk.bytes ?? null,
    limits: (disk.limits ?? []).map(({ limit, bytes, reachedUs, earliestUs }) => ({
      limit,
      bytes,
      reached_at: reachedUs === null ? null : isoOfMicros(reachedUs),
      earliest_at: earliestUs === null ? null : isoOfMicros(earliestUs),
    })),
  };
}

export function presentAnalytics(
  stretch: Stretch,
  agent: string | null,
  found: Analytics,
): Undated<AnalyticsReport> {
  const { responses, edgesS } = found;
  return {
    since: isoOfMicros(stretch.sinceUs),
    until: isoOfMicros(stretch.untilUs),
    agent,
    total_events: found.events,
    error_events: found.errors,
    error_rate: ratio(found.errors, found.events),
    executions: found.executions,
    execution_failure_rate: ratio(found.failed, found.ended),
    active_agents: found.activeAgents,
    active_sessions: responses.sessions,
    average_response_ms: found.averageMs,
    alerts_firing: found.alertsFiring,
    bucket_seconds: found.bucketS,
    event_volume: found.volume.map(({ bucketUs, events, errors }) => ({
      time: isoOfMicros(bucketUs),
      events,
      errors,
      error_rate: ratio(errors, events),
    })),
    response_times: {
      executions: responses.executions,
      since: responses.reachesUs === null ? null : isoOfMicros(responses.reachesUs),
      ...percentilesOf(responses),
      bucket_seconds: responses.bucketS,
      over_time: responses.overTime.map((point) => ({
        time: isoOfMicros(point.bucketUs),
        executions: point.ended,
        ...percentilesOf(point),
      })),
      distribution: responses.counts.map((executions, place) => ({
        from_ms: 1000 * (edgesS[place - 1] ?? 0),
        to_ms: edgesS[place] === undefined ? null : 1000 * edgesS[place],
        executions,
      })),
    },
    agents: found.agents.map((one) => ({
      agent: one.agent,
      events: one.events,
      errors: one.errors,
      error_rate: ratio(one.errors, one.events),
      executions: one.executions,
      average_response_ms: one.averageMs,
      sessions: one.sessions,
      status: one.status,
      score: one.score,
    })),
  };
}

function percentilesOf({ p50Ms, p95Ms, p99Ms }: Percentiles) {
  return { p50_ms: p50Ms, p95_ms: p95Ms, p99_ms: p99Ms };
}
