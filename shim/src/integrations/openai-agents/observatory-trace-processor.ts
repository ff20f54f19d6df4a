import { noteWrapped } from '../../instrumentation/wrappers.ts';
import { flush } from '../../setup/init.ts';
import { runs } from './run.ts';
import type { SdkSpan, SdkTrace } from './sdk-trace.ts';
import { errorOf } from './span-error.ts';
import { endTraceRun, followAgents, startSpanRun, startTraceRun } from './start-run.ts';

/** What the OpenAI Agents SDK calls. */
class ObservatoryTraceProcessor {
  constructor() {
    followAgents();
  }

  async onTraceStart(trace: SdkTrace): Promise<void> {
    startTraceRun(trace);
  }

  async onTraceEnd({ traceId }: SdkTrace): Promise<void> {
    endTraceRun(traceId);
  }

  async onSpanStart(span: SdkSpan): Promise<void> {
    startSpanRun(span);
  }

  async onSpanEnd(span: SdkSpan): Promise<void> {
    runs.end(span.spanId, (run) => run.end(errorOf(span.error), span));
  }

  /** The process may go on: what waits is sent as ever. */
  async shutdown(): Promise<void> {}

  async forceFlush(): Promise<void> {
    await flush();
  }
}

export type { ObservatoryTraceProcessor };

/**
 * A trace processor for the OpenAI Agents SDK: `addTraceProcessor(observatoryTraceProcessor())`, or
 * `setTraceProcessors([observatoryTraceProcessor()])` where nothing is to be sent to OpenAI's own traces. A trace is seen as
 * the execution of a workflow, agents as executions within it, models as inferences, functions as calls of tools.
 */
export function observatoryTraceProcessor(): ObservatoryTraceProcessor {
  noteWrapped('@openai/agents');
  return new ObservatoryTraceProcessor();
}
