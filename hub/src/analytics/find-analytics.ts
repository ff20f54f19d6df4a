import { fleetMetrics } from '@observatory/shim/conventions';
import { type Figures, readFigures } from '../figures/read-figures.ts';
import { type HealthScore, type HealthThresholds, scoreOf } from '../health/score.ts';
import type { Database } from '../store/database.ts';
import type { Stretch } from '../store/read-health.ts';
import { type Responses, readResponses } from './read-responses.ts';

/** Executions, calls of models and calls of tools, and those of them that failed. */
interface Events {
  readonly events: number;
  readonly errors: number;
}

export interface AgentAnalytics extends Events, HealthScore {
  readonly agent: string;
  readonly executions: number;
  readonly ended: number;
  readonly failed: number;
  readonly averageMs: number | null;
  readonly sessions: number;
}

export interface Analytics extends Events {
  readonly bucketS: number;
  /** Buckets without any event are there too. */
  readonly volume: readonly (Events & { readonly bucketUs: number })[];
  readonly executions: number;
  readonly ended: number;
  readonly failed: number;
  readonly averageMs: number | null;
  readonly responses: Responses;
  /** Seconds: between these the responses are sorted. */
  readonly edgesS: readonly number[];
  readonly activeAgents: number;
  /** Those with most events first. */
  readonly agents: readonly AgentAnalytics[];
  readonly alertsFiring: number;
}

const HOUR_S = 3600;
const DAY_S = 86_400;
/** A longer stretch is shown by days. */
const MAX_HOURS = 14 * 24;
const MAX_AGENTS = 100;
const kinds = ['execution', 'model', 'tool'] as const;

/** What the page of analytics (EN4) shows of a stretch, or of one agent in it. */
export async function findAnalytics(
  database: Pick<Database, 'pool'>,
  project: string,
  { stretch, thresholds, agent }: { stretch: Stretch; thresholds: HealthThresholds; agent?: string },
): Promise<Analytics> {
  const bucketS = stretch.untilUs - stretch.sinceUs > MAX_HOURS * HOUR_S * 1e6 ? DAY_S : HOUR_S;
  const edgesS = fleetMetrics.runDuration.buckets;
  const [responses, alertsFiring, ...figures] = await Promise.all([
    readResponses(database, project, stretch, edgesS, agent),
    countFiring(database, project, agent),
    ...kinds.map((kind) =>
      readFigures(database, project, {
        ...stretch,
        kind,
        by: ['agent'],
        bucketS,
        ...(agent === undefined ? {} : { where: { agent } }),
      }),
    ),
  ]);
  const all = figures.flat();
  const [executions = []] = figures;
  const byAgent = Map.groupBy(all, (one) => one.agent);
  byAgent.delete('');
  const runsByAgent = Map.groupBy(executions, (one) => one.agent);
  runsByAgent.delete('');
  const agents = [...byAgent].map(([name, some]) => {
    const runs = endedOf(runsByAgent.get(name) ?? []);
    return {
      agent: name,
      ...eventsOf(some),
      ...runs,
      ...scoreOf(runs, thresholds),
      sessions: responses.sessionsByAgent.get(name) ?? 0,
    };
  });
  return {
    ...eventsOf(all),
    ...endedOf(executions),
    bucketS,
    volume: volumeOf(all, stretch, bucketS * 1e6),
    responses,
    edgesS,
    activeAgents: runsByAgent.size,
    agents: agents.sort((a, b) => b.events - a.events || (a.agent < b.agent ? -1 : 1)).slice(0, MAX_AGENTS),
    alertsFiring,
  };
}

const sumOf = <T>(some: readonly T[], of: (one: T) => number) => some.reduce((sum, one) => sum + of(one), 0);

const eventsOf = (some: readonly Figures[]): Events => ({
  events: sumOf(some, ({ started }) => started),
  errors: sumOf(some, ({ failed }) => failed),
});

function endedOf(some: readonly Figures[]) {
  const [completed, failed, cancelled] = [
    sumOf(some, (one) => one.completed),
    sumOf(some, (one) => one.failed),
    sumOf(some, (one) => one.cancelled),
  ];
  const ended = completed + failed + cancelled;
  const averageMs = ended === 0 ? null : sumOf(some, ({ durationMs }) => durationMs) / ended;
  return {
    executions: sumOf(some, ({ started }) => started),
    completed,
    failed,
    cancelled,
    ended,
    averageMs,
  };
}

function volumeOf(some: readonly Figures[], { sinceUs, untilUs }: Stretch, bucketUs: number) {
  const buckets = Map.groupBy(some, (one) => one.bucketUs);
  const first = Math.floor(sinceUs / bucketUs) * bucketUs;
  return Array.from({ length: Math.ceil((untilUs - first) / bucketUs) }, (_, at) => ({
    bucketUs: first + at * bucketUs,
    ...eventsOf(buckets.get(first + at * bucketUs) ?? []),
  }));
}

async function countFiring(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  agent: string | undefined,
): Promise<number> {
  const { rows } = await pool.query<{ firing: number }>(
    `SELECT count(*) AS firing FROM alerts WHERE project = $1 AND status = 'firing' ${agent === undefined ? '' : "AND labels->>'agent' = $2"}`,
    agent === undefined ? [project] : [project, agent],
  );
  return rows[0]?.firing ?? 0;
}
