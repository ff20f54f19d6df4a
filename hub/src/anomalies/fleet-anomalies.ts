import { setImmediate as turn } from 'node:timers/promises';
import type { Database } from '../store/database.ts';
import type { Stretch } from '../store/read-health.ts';
import { type Anomaly, findAnomalies } from './find-anomalies.ts';
import { readKeptHours } from './hour-cache.ts';
import { endOf, hoursOf } from './hours.ts';
import { type AnomalyMetric, anomalyMetrics } from './metrics.ts';
import { addUp, type HourlyFigures, readHours, readSeen, type Subject } from './read-hours.ts';
import { seriesOf } from './series.ts';

/** Hours that are learned from: four weeks before the stretch. */
const HISTORY_HOURS = 28 * 24;
/** Those with most runs or calls are judged: the more there are, the more false alarms there would be. */
const MAX_SUBJECTS = { agent: 50, model: 30 } as const;
/** Of all agents together; the rest follows from each. */
const FLEET_METRICS = ['runs', 'errors', 'cost'];

export interface AnomaliesQuestion {
  readonly stretch: Stretch;
  readonly nowUs: number;
  readonly agent?: string;
  readonly model?: string;
  readonly metric?: string;
  readonly minScore: number;
}

export interface SubjectAnomaly extends Anomaly {
  readonly metric: AnomalyMetric;
  /** All null: the whole fleet. */
  readonly subject: Subject;
}

export interface FleetAnomalies {
  /** The farthest out first. */
  readonly anomalies: readonly SubjectAnomaly[];
  /** Begin of the hours that the indices of anomalies count from. */
  readonly firstUs: number;
  readonly untilUs: number;
  readonly judged: number;
  readonly leftOut: number;
}

/** What was out of the usual in a stretch: of all agents together, of each agent and of each model. */
export async function fleetAnomalies(
  database: Pick<Database, 'pool'>,
  project: string,
  { stretch, nowUs, agent, model, metric, minScore }: AnomaliesQuestion,
): Promise<FleetAnomalies> {
  const hours = hoursOf(stretch, HISTORY_HOURS, nowUs);
  const metrics = anomalyMetrics.filter(({ name }) => metric === undefined || name === metric);
  const wants = (of: 'agent' | 'model') => metrics.some((one) => one.of === of);
  const only = { ...(agent === undefined ? {} : { agent }), ...(model === undefined ? {} : { model }) };
  const read = (by: 'agent' | 'model') =>
    agent === undefined && model === undefined
      ? readKeptHours(database, project, { hours, by }, nowUs)
      : readHours(database, project, { hours, by, ...only });
  const [seen, agents, models] = await Promise.all([
    readSeen(database, project, hours),
    model === undefined && wants('agent') ? read('agent') : [],
    (agent === undefined || model !== undefined) && wants('model') ? read('model') : [],
  ]);
  const named = agents.filter((one) => one.agent !== '');
  const judgedAgents = most(named, MAX_SUBJECTS.agent, ({ figures }) => figures.runs);
  const namedModels = models.filter((one) => one.model !== '');
  const judgedModels = most(namedModels, MAX_SUBJECTS.model, ({ figures }) => figures.calls);
  const fleet = { agent: null, provider: null, model: null };
  const subjects = [
    ...(agent === undefined && agents.length > 1
      ? [{ ...fleet, of: 'fleet' as const, figures: addUp(agents, hours.count) }]
      : []),
    ...judgedAgents.map((one) => ({ ...one, of: 'agent' as const })),
    ...judgedModels.map((one) => ({ ...one, of: 'model' as const, agent: agent ?? null })),
  ];
  const found: SubjectAnomaly[] = [];
  for (const { of, figures, ...subject } of subjects) {
    const asked = metrics.filter((one) =>
      of === 'fleet' ? FLEET_METRICS.includes(one.name) : one.of === of,
    );
    for (const one of asked) {
      const series = seriesOf(one, figures, seen, hours.lastShare);
      if (series === null) continue;
      for (const anomaly of findAnomalies(one, series, HISTORY_HOURS))
        if (anomaly.score >= minScore) found.push({ ...anomaly, metric: one, subject });
    }
    // A fleet of hundreds takes a while, and others wait for an answer too.
    await turn();
  }
  return {
    anomalies: found.sort((a, b) => b.score - a.score || b.start - a.start),
    firstUs: hours.firstUs,
    untilUs: endOf(hours),
    judged: judgedAgents.length + judgedModels.length,
    leftOut: named.length - judgedAgents.length + namedModels.length - judgedModels.length,
  };
}

function most<T extends { readonly figures: HourlyFigures }>(
  subjects: readonly T[],
  limit: number,
  of: (subject: T) => Float64Array,
): T[] {
  if (subjects.length <= limit) return [...subjects];
  const sums = new Map(subjects.map((one) => [one, of(one).reduce((sum, value) => sum + value, 0)]));
  return subjects.toSorted((a, b) => (sums.get(b) ?? 0) - (sums.get(a) ?? 0)).slice(0, limit);
}
