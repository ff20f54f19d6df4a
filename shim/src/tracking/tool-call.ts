import { SpanKind } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { Attr, genAiMetrics, spanName } from '../conventions/index.ts';
import { observeMetric } from '../metrics/record.ts';
import { contentAttribute } from './content.ts';
import { Step } from './step.ts';
import type { ToolOptions } from './types.ts';

/** A running tool call. */
export class ToolCall {
  readonly step: Step;
  readonly #options: ToolOptions;

  constructor(options: ToolOptions) {
    const { name, type, callId, attempt } = options;
    this.#options = options;
    this.step = new Step({
      kind: 'tool',
      name,
      spanName: spanName('execute_tool', name),
      spanKind: SpanKind.INTERNAL,
      attempt,
      attributes: {
        ...options.attributes,
        [Attr.operationName]: 'execute_tool',
        [Attr.toolName]: name,
        ...(type !== undefined && { [Attr.toolType]: type }),
        ...(callId !== undefined && { [Attr.toolCallId]: callId }),
      },
      content: contentAttribute(Attr.toolCallArguments, options.arguments),
    });
    if (this.step.execution) this.step.execution.toolCalls += 1;
  }

  succeed(result: unknown): void {
    const { durationMs } = this.step.end({ content: contentAttribute(Attr.toolCallResult, result) });
    this.#record(durationMs, undefined);
  }

  fail(error: unknown): void {
    const { durationMs, errorType } = this.step.end({ failed: true, error });
    this.#record(durationMs, errorType);
  }

  #record(durationMs: number, errorType: string | undefined): void {
    if (!currentConfig().agent.trackPerformance) return;
    const { name, type } = this.#options;
    observeMetric(genAiMetrics.toolDuration, durationMs / 1000, {
      [Attr.toolName]: name,
      ...(type !== undefined && { [Attr.toolType]: type }),
      ...(errorType !== undefined && { [Attr.errorType]: errorType }),
    });
  }
}
