import { type Expr, promql, type Recorded } from '../promql/expression.ts';

/** How many metrics with the most series are told apart. */
export const MOST_METRICS = 20;
/** Every series that there is: too many to count for each look at a panel, so that they are counted every five minutes. */
const everything: Expr = { promql: '{__name__=~".+"}' };

/** What Prometheus holds, by whom it is of and by name. */
export const cardinality = {
  ofSender: {
    record: 'sender:series:count',
    by: ['sender'],
    unit: 'series',
    meaning: 'Series by the server or service that they are of, or `rules`.',
    expr: promql`sum by (sender) (label_replace(label_replace(count by (job) (${everything}), "sender", "$1", "job", "(.+)"), "sender", "rules", "job", ""))`,
  },
  ofMetric: {
    record: 'metric:series:count_top20',
    by: ['metric'],
    unit: 'series',
    meaning: `Series of the ${MOST_METRICS} metrics that have most.`,
    expr: promql`label_replace(topk(${MOST_METRICS}, count by (__name__) (${everything})), "metric", "$1", "__name__", "(.+)")`,
  },
} as const satisfies Readonly<Record<string, Recorded>>;
