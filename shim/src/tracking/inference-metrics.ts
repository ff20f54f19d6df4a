import type { Attributes } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { Attr, genAiMetrics } from '../conventions/index.ts';
import { countMetric, observeMetric } from '../metrics/record.ts';
import type { Inference } from './inference.ts';

/** Which kind of tokens a caller's usage counts is not told. */
const MODALITY = 'unknown';

/** Metrics of one inference: stage B of the GenAI conventions and the token counters of stage C. */
export function recordInferenceMetrics(
  inference: Inference,
  /** undefined where the caller does not know it. */
  seconds: number | undefined,
  errorType: string | undefined,
): void {
  if (!currentConfig().agent.trackPerformance) return;
  const labels = labelsOf(inference);
  const duration = errorType === undefined ? labels : { ...labels, [Attr.errorType]: errorType };
  if (seconds !== undefined) observeMetric(genAiMetrics.operationDuration, seconds, duration);
  if (inference.firstChunkSeconds !== undefined) {
    observeMetric(genAiMetrics.timeToFirstChunk, inference.firstChunkSeconds, labels);
  }
  const { input, output, cacheRead, cacheWrite, reasoning } = inference.usage;
  if (input !== undefined)
    observeMetric(genAiMetrics.tokenUsage, input, { ...labels, [Attr.tokenType]: 'input' });
  if (output !== undefined)
    observeMetric(genAiMetrics.tokenUsage, output, { ...labels, [Attr.tokenType]: 'output' });
  const counted = { ...labels, [Attr.tokenModality]: MODALITY };
  if (input !== undefined) countMetric(genAiMetrics.inputTokens, input, counted);
  if (output !== undefined) countMetric(genAiMetrics.outputTokens, output, counted);
  if (cacheRead !== undefined) countMetric(genAiMetrics.cacheReadTokens, cacheRead, counted);
  if (cacheWrite !== undefined) countMetric(genAiMetrics.cacheWriteTokens, cacheWrite, counted);
  if (reasoning !== undefined) countMetric(genAiMetrics.reasoningTokens, reasoning, counted);
}

/** Times between chunks of a streamed answer, in seconds. */
export function recordChunkMetrics(inference: Inference, seconds: readonly number[]): void {
  if (seconds.length === 0 || !currentConfig().agent.trackPerformance) return;
  const labels = labelsOf(inference);
  for (const each of seconds) observeMetric(genAiMetrics.timePerOutputChunk, each, labels);
}

function labelsOf({ operation, provider, model, response }: Inference): Attributes {
  return {
    [Attr.operationName]: operation,
    [Attr.providerName]: provider,
    [Attr.requestModel]: model,
    ...(response.model && { [Attr.responseModel]: response.model }),
  };
}
