import { readFigures } from '../figures/read-figures.ts';
import { type HealthScore, type HealthThresholds, scoreOf } from '../health/score.ts';
import type { Database } from '../store/database.ts';
import { DAY_US } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { type AgentFigures, addByAgent, agentKey, none } from './agent-figures.ts';
import { stretchBefore } from './five-minutes.ts';
import { type AgentFilter, type AgentRows, readAgentRows } from './read-agent-rows.ts';
import { type CoursePart, readCourses } from './read-courses.ts';

/** Rows are read of so many days at most: figures of sums reach further. */
const MAX_ROW_DAYS = 7;

/** An agent or workflow as it fared in a stretch. */
export interface Agent {
  readonly figures: AgentFigures;
  /** null where none of its executions began within the days of which rows are read. */
  readonly rows: AgentRows | null;
  readonly health: HealthScore;
  readonly before: AgentFigures;
  /** null where nothing ended in the stretch before. */
  readonly healthBefore: HealthScore | null;
  readonly course: readonly CoursePart[];
}

export interface Agents {
  /** Since when rows were read: users, sessions, versions, percentiles and what runs are of this part of the stretch. */
  readonly rowsSinceUs: number;
  readonly agents: readonly Agent[];
}

/** The agents and workflows that ran in a stretch (EN4), in no order. */
export async function readAgents(
  { database, thresholds }: { readonly database: Database; readonly thresholds: HealthThresholds },
  project: string,
  stretch: Stretch,
  filter: AgentFilter,
): Promise<Agents> {
  const rowsSinceUs = Math.max(stretch.sinceUs, stretch.untilUs - MAX_ROW_DAYS * DAY_US);
  const [now, before, rows, courseOf] = await Promise.all([
    figuresOf(database, project, stretch, filter),
    figuresOf(database, project, stretchBefore(stretch), filter),
    readAgentRows(database, project, { ...stretch, sinceUs: rowsSinceUs }, filter),
    readCourses(database, project, stretch, whereOf(filter)),
  ]);
  const byKey = new Map(rows.map((row) => [agentKey(row), row]));
  // What has just begun may have rows before it has figures.
  const keys = new Set([...now.keys(), ...byKey.keys()]);
  const agents = [...keys].flatMap((key): Agent[] => {
    const own = byKey.get(key) ?? null;
    const figures = now.get(key) ?? (own === null ? null : none(own));
    if (figures === null) return [];
    const earlier = before.get(key) ?? none(figures);
    return [
      {
        figures,
        rows: own,
        health: healthOf(figures, thresholds),
        before: earlier,
        healthBefore: endedOf(earlier) === 0 ? null : healthOf(earlier, thresholds),
        course: courseOf(key),
      },
    ];
  });
  return { rowsSinceUs, agents };
}

export function endedOf({ completed, failed, cancelled }: AgentFigures): number {
  return completed + failed + cancelled;
}

function healthOf(figures: AgentFigures, thresholds: HealthThresholds): HealthScore {
  const { completed, failed, cancelled, durationMs } = figures;
  const ended = endedOf(figures);
  const averageMs = ended === 0 ? null : durationMs / ended;
  return scoreOf({ ended, completed, failed, cancelled, averageMs }, thresholds);
}

async function figuresOf(database: Database, project: string, stretch: Stretch, filter: AgentFilter) {
  const { kind } = filter;
  const of = { bucketS: null, where: whereOf(filter), ...stretch };
  const [executions, calls] = await Promise.all([
    readFigures(database, project, {
      ...of,
      kind: 'execution',
      by: ['agent', 'workflow', 'service', 'environment'],
    }),
    readFigures(database, project, { ...of, kind: 'model', by: ['agent', 'workflow'] }),
  ]);
  const byAgent = addByAgent(executions, calls);
  if (kind === undefined) return byAgent;
  return new Map([...byAgent].filter(([, figures]) => figures.kind === kind));
}

function whereOf({ kind, name, environment }: AgentFilter) {
  return {
    ...(environment === undefined ? {} : { environment }),
    ...(kind === 'agent' && name !== undefined ? { agent: name } : {}),
    // What a workflow's agents call is theirs.
    ...(kind === 'workflow' && name !== undefined ? { workflow: name, agent: '' } : {}),
  };
}
