import { type Context, SpanKind } from '@opentelemetry/api';
import { currentConfig } from '../config/current-config.ts';
import { activeContext } from '../context/active-context.ts';
import { Attr, genAiMetrics, spanName } from '../conventions/index.ts';
import { observeMetric } from '../metrics/record.ts';
import { guarded } from '../setup/guard.ts';
import { boundedName, optionalName } from './bounded-name.ts';
import { callerAttributes } from './caller-attributes.ts';
import { contentAttribute } from './content.ts';
import { withInference } from './counted-once.ts';
import { Step, type StepStart } from './step.ts';
import { failureOf } from './tool-error.ts';
import { markToolSpan } from './tool-spans.ts';
import type { PastCall, ToolOptions } from './types.ts';

/** A running tool call. */
export class ToolCall {
  readonly step: Step;
  /** The context in which the tool runs. */
  readonly context: Context;
  readonly #name: string;
  readonly #type: string | undefined;
  readonly #past: PastCall | undefined;

  /** With `past`, a call that is over; `span` where it is not to be named and of the kind that such spans are. */
  constructor(
    options: ToolOptions,
    past?: PastCall,
    parent: Context = activeContext(),
    span?: Pick<StepStart, 'spanName' | 'spanKind'>,
  ) {
    this.#past = past;
    const name = boundedName(options.name);
    const type = optionalName(options.type);
    const callId = optionalName(options.callId);
    this.#name = name;
    this.#type = type;
    this.step = new Step(
      {
        kind: 'tool',
        name,
        spanName: spanName('execute_tool', name),
        spanKind: SpanKind.INTERNAL,
        ...span,
        attempt: options.attempt,
        attributes: {
          ...callerAttributes(options.attributes),
          [Attr.operationName]: 'execute_tool',
          [Attr.toolName]: name,
          ...(type !== undefined && { [Attr.toolType]: type }),
          ...(callId !== undefined && { [Attr.toolCallId]: callId }),
        },
        content: contentAttribute(Attr.toolCallArguments, options.arguments),
        ...(past && { startTime: Date.now() - (past.durationMs ?? 0) }),
      },
      parent,
    );
    markToolSpan(this.step.span);
    // A model that the tool asks is no part of the inference that asked for the tool.
    this.context = withInference(this.step.context);
    if (this.step.execution) this.step.execution.toolCalls += 1;
  }

  /** Ends the call with its result; one of MCP that tells a failure (`isError`) fails it. */
  succeed(result: unknown): void {
    const failure = guarded('reading the result of a tool', () => failureOf(result));
    if (failure !== undefined) {
      this.fail(failure);
      return;
    }
    const { durationMs } = this.step.end({
      content: contentAttribute(Attr.toolCallResult, result),
      durationMs: this.#duration(),
    });
    this.#record(durationMs, undefined);
  }

  fail(error: unknown): void {
    const { durationMs, errorType } = this.step.end({ failed: true, error, durationMs: this.#duration() });
    this.#record(durationMs, errorType);
  }

  #duration(): number | undefined {
    return this.#past && (this.#past.durationMs ?? 0);
  }

  #record(durationMs: number, errorType: string | undefined): void {
    if (!currentConfig().agent.trackPerformance) return;
    if (this.#past !== undefined && this.#past.durationMs === undefined) return;
    observeMetric(genAiMetrics.toolDuration, durationMs / 1000, {
      [Attr.toolName]: this.#name,
      ...(this.#type !== undefined && { [Attr.toolType]: this.#type }),
      ...(errorType !== undefined && { [Attr.errorType]: errorType }),
    });
  }
}
