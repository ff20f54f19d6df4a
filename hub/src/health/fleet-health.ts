import { availableParallelism, loadavg } from 'node:os';
import type { FleetHealth, PerformanceMetrics } from '../api/schemas/health.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros, MINUTE_US, nowMicros } from '../store/micros.ts';
import {
  readEnded,
  readEndedBefore,
  readEndedByName,
  readErrorTypes,
  readKept,
  readNow,
  readUsage,
  type Stretch,
} from '../store/read-health.ts';
import type { AnswerCache } from './answer-cache.ts';
import { ratio } from './ratio.ts';
import { type EndedFigures, type HealthScore, type HealthThresholds, scoreOf, scoreParts } from './score.ts';

export interface HealthContext {
  readonly database: Database;
  readonly thresholds: HealthThresholds;
  readonly answers: AnswerCache;
}

function stretchOf(minutes: number): Stretch {
  const untilUs = nowMicros();
  return { sinceUs: untilUs - minutes * MINUTE_US, untilUs };
}

/** The parts `health` and `realtime` of VX7 (VX4, IA5, IA6): the score is of what ended in the last minutes. */
export async function fleetHealth(
  context: HealthContext,
  project: string,
  minutes: number,
): Promise<Pick<FleetHealth, 'health' | 'realtime'>> {
  const { database, thresholds, answers } = context;
  const [kept, now, ended] = await Promise.all([
    answers.getOfAll(`kept ${project}`, () => readKept(database, project, nowMicros())),
    answers.getOfAll(`now ${project}`, () => readNow(database, project, nowMicros())),
    answers.getOfAll(`ended ${minutes} ${project}`, () => readEnded(database, project, stretchOf(minutes))),
  ]);
  const { failed_last_day, ...realtime } = now;
  const { running_executions } = now;
  const { current, previous } = ended;
  const { average_execution_time, ...counts } = kept;
  const score = scoreOf(current, thresholds);
  return {
    health: {
      timeRange: minutes,
      overall: {
        ...score,
        composition: scoreParts(current, thresholds),
        trend: trendOf(score, previous, thresholds),
        thresholds,
      },
      executions: { ...executionsOf(current, running_executions), averageDuration: current.averageMs },
      errors: errorsOf(current),
      ...counts,
      running_executions,
      success_rate: ratio(
        kept.completed_executions,
        kept.completed_executions + kept.failed_executions + kept.cancelled_executions,
      ),
      average_execution_time,
      recent_failures_24h: failed_last_day,
    },
    realtime: { ...realtime, system_load: (loadavg()[0] ?? 0) / availableParallelism() },
  };
}

/** VX8: how executions fared that ended in the last minutes, beside the same stretch before. */
export function performanceMetrics(
  { database, answers }: HealthContext,
  project: string,
  minutes: number,
): Promise<PerformanceMetrics> {
  return answers.getOfAll(`metrics ${minutes} ${project}`, () =>
    readMetrics(database, project, minutes, stretchOf(minutes)),
  );
}

async function readMetrics(
  database: Database,
  project: string,
  minutes: number,
  stretch: Stretch,
): Promise<PerformanceMetrics> {
  const [{ all: current, durations: duration, named }, previous, types, usage, now] = await Promise.all([
    readEndedByName(database, project, stretch),
    readEndedBefore(database, project, stretch),
    readErrorTypes(database, project, stretch),
    readUsage(database, project, stretch),
    readNow(database, project, stretch.untilUs),
  ]);
  return {
    timeRange: minutes,
    since: isoOfMicros(stretch.sinceUs),
    until: isoOfMicros(stretch.untilUs),
    executions: executionsOf(current, now.running_executions),
    duration,
    errors: { ...errorsOf(current), types },
    usage,
    agents: named.map(({ kind, name, p95Ms, ...figures }) => ({
      kind,
      name,
      total: figures.ended,
      failed: figures.failed,
      successRate: ratio(figures.completed, figures.ended),
      averageDuration: figures.averageMs,
      p95Duration: p95Ms,
    })),
    previous: {
      executions: previous.ended,
      successRate: ratio(previous.completed, previous.ended),
      errorRate: ratio(previous.failed, previous.ended),
      averageDuration: previous.averageMs,
    },
  };
}

function executionsOf({ ended, completed, failed, cancelled }: EndedFigures, running: number) {
  return { total: ended, completed, failed, cancelled, running, successRate: ratio(completed, ended) };
}

function errorsOf({ ended, failed }: EndedFigures) {
  return { total: failed, rate: ratio(failed, ended) };
}

/** Against the stretch of the same length before; without any end in that there is nothing to compare with. */
function trendOf({ score }: HealthScore, previous: EndedFigures, thresholds: HealthThresholds) {
  if (previous.ended === 0) return { direction: 'steady' as const, previousScore: null };
  const previousScore = scoreOf(previous, thresholds).score;
  const direction = score > previousScore ? 'up' : score < previousScore ? 'down' : 'steady';
  return { direction, previousScore } as const;
}
