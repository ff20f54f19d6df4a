import { statusLabels } from '@observatory/shim/conventions';
import type { Histogram, Registry } from 'prom-client';
import { MILLIONTH, type TalliedMetric, type Tally, talliedMetrics } from '../fold/tallies.ts';
import { boundedLabel, boundedSet, firstTime } from './bounded-label.ts';
import { counter, histogram } from './instruments.ts';

/** Labels of an execution: of `agent` and `workflow` the one that it is not is ''. */
export interface RunNames {
  readonly deployment_environment_name: string;
  readonly agent: string;
  readonly workflow: string;
}

type Environment = Pick<RunNames, 'deployment_environment_name'>;

/** Bounds that the metrics of steps share with others. */
interface SharedBounds {
  readonly errorType: (value: string) => string;
  readonly modelName: (value: string) => string;
}

/** The metrics of steps; what it returns counts what a fold added to a tally. */
export function tallyMetrics(
  registry: Registry,
  { errorType, modelName }: SharedBounds,
): (names: RunNames, grown: Tally) => void {
  const llmErrors = counter(talliedMetrics.llmErrors, registry);
  const llmDuration = histogram(talliedMetrics.llmDuration, registry);
  const timeToFirstToken = histogram(talliedMetrics.timeToFirstToken, registry);
  const toolCalls = counter(talliedMetrics.toolCalls, registry);
  const toolDuration = histogram(talliedMetrics.toolDuration, registry);
  const evaluationScore = histogram(talliedMetrics.evaluationScore, registry);
  const evaluationName = boundedLabel();
  const toolName = boundedLabel();
  const isNewTool = firstTime();
  const errorSet = boundedSet<RunNames & { provider: string; model: string; error_type: string }>();
  const modelSet = boundedSet<Environment & { provider: string; model: string }>();
  const toolSet = boundedSet<RunNames & { tool: string }>();
  const toolDurationSet = boundedSet<Environment & { tool: string }>();
  const evaluationSet = boundedSet<RunNames & { evaluation: string }>();
  const modelOf = ({ labels: [provider = '', model = ''] }: Tally) => ({
    provider: modelName(provider),
    model: modelName(model),
  });
  const count: { readonly [M in TalliedMetric]: (names: RunNames, grown: Tally) => void } = {
    llmErrors: (names, grown) => {
      const [, , type = ''] = grown.labels;
      llmErrors.inc(errorSet({ ...names, ...modelOf(grown), error_type: errorType(type) }), grown.count);
    },
    llmDuration: (names, grown) =>
      observe(llmDuration, modelSet({ ...environmentOf(names), ...modelOf(grown) }), grown),
    timeToFirstToken: (names, grown) =>
      observe(timeToFirstToken, modelSet({ ...environmentOf(names), ...modelOf(grown) }), grown),
    toolCalls: (names, { labels: [name = '', status = ''], count }) => {
      const labels = toolSet({ ...names, tool: toolName(name) });
      // From zero as soon as a tool is known, so that its first failure is an increase.
      if (isNewTool(...Object.values(labels)))
        for (const other of Object.values(statusLabels)) toolCalls.inc({ ...labels, status: other }, 0);
      toolCalls.inc({ ...labels, status }, count);
    },
    toolDuration: (names, grown) => {
      const [tool = ''] = grown.labels;
      observe(toolDuration, toolDurationSet({ ...environmentOf(names), tool: toolName(tool) }), grown);
    },
    evaluationScore: (names, grown) =>
      observe(
        evaluationScore,
        evaluationSet({ ...names, evaluation: evaluationName(grown.labels[0] ?? '') }),
        grown,
      ),
  };
  return (names, grown) => count[grown.metric](names, grown);
}

/** Of what is measured of models and tools whoever calls them. */
function environmentOf({ deployment_environment_name }: RunNames): Environment {
  return { deployment_environment_name };
}

/** Observes as many times as the tally counts, in its bucket, so that count, buckets and sum are those of the steps. */
function observe<L extends string>(
  instrument: Histogram<L>,
  labels: Partial<Record<L, string>>,
  { metric, bucket, count, sum }: Tally,
): void {
  const definition = talliedMetrics[metric];
  const edges: readonly number[] = 'buckets' in definition ? definition.buckets : [];
  const above = edges[bucket - 1] ?? 0;
  const upTo = edges[bucket] ?? Number.POSITIVE_INFINITY;
  // What a span corrects may have moved the mean a little out of the bucket.
  const mean = Math.min(upTo, Math.max((sum * MILLIONTH) / count, bucket === 0 ? 0 : above * (1 + 1e-9)));
  for (let time = 0; time < count; time += 1) instrument.observe(labels, mean);
}
