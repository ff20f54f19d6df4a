import Type from 'typebox';
import { nowMicros } from '../../store/micros.ts';
import { countRunningRuns, readStats, type StatsBucket } from '../../store/read-stats.ts';
import type { Api, HubContext } from '../context.ts';
import { queryOf } from '../query-values.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Stats } from '../schemas/stats.ts';

const MAX_MINUTES = 7 * 24 * 60;
const BUCKETS = 60;
const MINUTE_S = 60;

/** Figures for the charts above the list: runs by status, cost and tokens over time. */
export function statsRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/stats',
    {
      schema: {
        operationId: 'getStats',
        summary: 'Runs, cost and tokens over the last minutes, in at most about 60 buckets',
        tags: ['executions'],
        querystring: queryOf({
          minutes: Type.Integer({ minimum: 1, maximum: MAX_MINUTES, default: 60 }),
        }),
        response: { 200: Stats, 400: ErrorAnswer },
      },
    },
    async (request) => {
      const { minutes } = request.query;
      const bucketSeconds = Math.max(MINUTE_S, Math.ceil(minutes / BUCKETS) * MINUTE_S);
      const sinceUs = nowMicros() - minutes * MINUTE_S * 1e6;
      const buckets = await readStats(context.database, context.projectOf(request), sinceUs, bucketSeconds);
      const running = await countRunningRuns(context.database, context.projectOf(request));
      return { minutes, bucket_seconds: bucketSeconds, buckets, totals: { ...totalsOf(buckets), running } };
    },
  );
}

function totalsOf(buckets: readonly StatsBucket[]) {
  const sum = (key: Exclude<keyof StatsBucket, 'time' | 'cost_usd'>) =>
    buckets.reduce((total, bucket) => total + bucket[key], 0);
  const costUsd = buckets.reduce((total, bucket) => total + (bucket.cost_usd ?? 0), 0);
  const isKnown = costUsd > 0 || buckets.every((bucket) => bucket.cost_usd !== null);
  return {
    started: sum('started'),
    completed: sum('completed'),
    failed: sum('failed'),
    cancelled: sum('cancelled'),
    cost_usd: isKnown ? costUsd : null,
    unpriced_calls: sum('unpriced_calls'),
    tokens: sum('tokens'),
  };
}
