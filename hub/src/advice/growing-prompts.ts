import type { Advice } from '../api/schemas/cost.ts';
import type { Database } from '../store/database.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Stretch } from '../store/read-health.ts';
import { adviceOf, FEWEST } from './advice.ts';

/** Calls of models that an execution must have to be looked at. */
const FEWEST_CALLS = 4;
/** Executions of an agent that are looked at, the newest. */
const RUNS = 25;
/** The last prompt is this many times the first. */
const FACTOR = 2;
/** Of the calls of a run, and of the runs of an agent. */
const MOST_OF = 0.8;
/** Tokens of the last prompt on average; below it growing costs little. */
const LONG = 4000;

/** The input tokens of the calls of models of one execution, by their start. */
export interface PromptRun {
  readonly agent: string;
  readonly id: string;
  readonly tokens: readonly number[];
}

/** Agents whose prompts grow along the steps of nearly all of their executions, to twice the first one and more. */
export function growingPrompts(runs: readonly PromptRun[]): Advice[] {
  return [...Map.groupBy(runs, ({ agent }) => agent)].flatMap(([agent, all]) => {
    const long = all.filter(({ tokens }) => tokens.length >= FEWEST_CALLS);
    const growing = long.filter(grows);
    if (long.length < FEWEST || growing.length < MOST_OF * long.length) return [];
    const mean = (of: (tokens: readonly number[]) => number) =>
      growing.reduce((sum, { tokens }) => sum + of(tokens), 0) / growing.length;
    const first = mean((tokens) => tokens[0] ?? 0);
    const last = mean((tokens) => tokens.at(-1) ?? 0);
    if (last < LONG) return [];
    return adviceOf({
      kind: 'growing_prompts',
      subject: { agent },
      finding: `The prompts of ${agent} grow along its steps in ${growing.length} of ${long.length} executions, from ${Math.round(first)} to ${Math.round(last)} tokens on average. Leave out or sum up what earlier steps said, or cache it.`,
      evidence: {
        executions: long.length,
        growing_executions: growing.length,
        average_first_tokens: first,
        average_last_tokens: last,
        // Had each call the first one's prompt.
        tokens_above_first_per_execution: mean((tokens) =>
          tokens.reduce((sum, count) => sum + Math.max(0, count - (tokens[0] ?? 0)), 0),
        ),
      },
      samples: long.length,
      examples: growing.slice(0, 3).map(({ id }) => id),
    });
  });
}

function grows({ tokens }: PromptRun): boolean {
  const [first = 0] = tokens;
  const rises = tokens.filter((count, at) => at > 0 && count > (tokens[at - 1] ?? 0)).length;
  return (tokens.at(-1) ?? 0) >= FACTOR * first && rises >= MOST_OF * (tokens.length - 1);
}

/** The newest ended executions of some agents in a stretch that have calls enough. */
export async function readPromptRuns(
  { pool }: Pick<Database, 'pool'>,
  project: string,
  { sinceUs, untilUs }: Stretch,
  agents: readonly string[],
): Promise<PromptRun[]> {
  if (agents.length === 0) return [];
  const { rows } = await pool.query<PromptRun>(
    `WITH picked AS (
       SELECT a.name AS agent, e.id, e.trace_id
       FROM unnest($4::text[]) AS a(name), LATERAL (
         SELECT id, trace_id FROM agent_executions
         WHERE project = $1 AND name = a.name AND started_at >= $2 AND started_at < $3
               AND kind = 'agent' AND status <> 'running' AND llm_calls >= ${FEWEST_CALLS}
         ORDER BY started_at DESC LIMIT ${RUNS}) AS e
     )
     SELECT p.agent, encode(p.id, 'hex') AS id,
            array_agg(c.input_tokens::float8 ORDER BY c.started_at, c.span_id) AS tokens
     FROM picked p
     JOIN whole_calls c ON c.project = $1 AND c.trace_id = p.trace_id AND c.execution_id = p.id AND c.kind = 'model'
          AND c.input_tokens IS NOT NULL
          AND c.started_at >= $2::timestamptz - interval '1 hour' AND c.started_at < $3::timestamptz + interval '1 day'
     GROUP BY p.agent, p.id HAVING count(*) >= ${FEWEST_CALLS} ORDER BY p.agent, p.id`,
    [project, isoOfMicros(sinceUs), isoOfMicros(untilUs), agents],
  );
  return rows;
}
