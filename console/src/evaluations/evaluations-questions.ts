import { dataOf } from '../hub/client.ts';
import type { Evaluation, EvaluationSummary } from '../hub/types.ts';
import type { Question } from '../hub/use-hub-query.ts';
import type { RangeQuery } from '../time-range/time-range.ts';

/** What judgements can be grouped by. */
export const evaluationGroups = ['name', 'agent', 'version', 'model'] as const;
export type EvaluationGrouping = (typeof evaluationGroups)[number];

/** Says itself what it is grouped by: it may stand a while after something else was asked for. */
export type GroupedSummary = EvaluationSummary & { readonly by: EvaluationGrouping };

const MOST = 200;
/** Scores below it count as bad: they go from 0 to 1. */
const BAD = 0.5;
const FEEDBACK = 'user_feedback';

const ofAgent = (agent: string | null) => (agent === null ? {} : { agent });

export const summaryQuestion = (
  by: EvaluationGrouping,
  agent: string | null,
  range: RangeQuery,
): Question<GroupedSummary> => ({
  key: ['evaluations', 'summary', by, agent, range],
  ask: async (hub, signal) => {
    const query = { ...range, by, ...ofAgent(agent) };
    const summary = await dataOf(hub.api.GET('/api/v1/evaluations/summary', { params: { query }, signal }));
    return { ...summary, by };
  },
});

export const worstQuestion = (agent: string | null, range: RangeQuery): Question<readonly Evaluation[]> => ({
  key: ['evaluations', 'worst', agent, range],
  ask: async (hub, signal) => {
    const query = { ...range, ...ofAgent(agent), max_score: BAD, limit: MOST };
    const { evaluations } = await dataOf(hub.api.GET('/api/v1/evaluations', { params: { query }, signal }));
    return evaluations.toSorted((a, b) => (a.score ?? 1) - (b.score ?? 1));
  },
});

export const feedbackQuestion = (
  agent: string | null,
  range: RangeQuery,
): Question<readonly Evaluation[]> => ({
  key: ['evaluations', 'feedback', agent, range],
  ask: async (hub, signal) => {
    const query = { ...range, ...ofAgent(agent), name: FEEDBACK, limit: MOST };
    return (await dataOf(hub.api.GET('/api/v1/evaluations', { params: { query }, signal }))).evaluations;
  },
});
