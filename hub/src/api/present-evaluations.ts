import type { EvaluationRow } from '../evaluations/read-evaluations.ts';
import type { EvaluationGroup } from '../evaluations/summarise.ts';
import { isoOfMicros } from '../store/micros.ts';
import type { Evaluation } from './schemas/evaluations.ts';

export function evaluationOf(row: EvaluationRow): Evaluation {
  return {
    id: row.id,
    time: isoOfMicros(row.timeUs),
    name: row.name,
    score: row.score,
    label: row.label,
    explanation: row.explanation,
    source: row.source,
    user_id: row.userId,
    service: row.service,
    trace_id: row.traceId,
    span_id: row.spanId,
    execution_id: row.executionId,
    agent: row.agent,
  };
}

const TENTHS = 10;

export function groupOf({ distribution, labels, trend, ...group }: EvaluationGroup) {
  return {
    ...group,
    distribution: distribution.map(({ tenth, count }) => ({
      from: tenth === 0 ? null : (tenth - 1) / TENTHS,
      to: tenth > TENTHS ? null : tenth / TENTHS,
      count,
    })),
    labels: [...labels],
    trend: trend.map(({ bucketUs, count, mean }) => ({ time: isoOfMicros(bucketUs), count, mean })),
  };
}
