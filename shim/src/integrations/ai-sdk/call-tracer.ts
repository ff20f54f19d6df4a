import {
  type Attributes,
  type Context,
  type Span,
  type SpanOptions,
  type Tracer,
  trace,
} from '@opentelemetry/api';
import { activeContext, runInContext } from '../../context/active-context.ts';
import { guarded } from '../../setup/guard.ts';
import { isTracked } from '../../tracking/is-tracked.ts';
import { AiCall, aiCallIn } from './ai-call.ts';
import { CallSpan, type Told } from './call-span.ts';
import { modelOptions } from './model-options.ts';
import { textOf } from './sdk-events.ts';
import { answerOf, usageIn } from './span-facts.ts';

/** Spans around embeddings hold nothing that those of their models do not. */
const outerEmbeddings = new Set(['ai.embed', 'ai.embedMany']);

interface Started {
  readonly context: Context;
  readonly told: Told;
}

/**
 * The tracer that AI SDK 6 makes its spans with. It tracks each as what it is, so that a call is seen while it runs and
 * counted in metrics; what is no call, inference or tool goes to the SDK's own tracer.
 */
export class CallTracer implements Tracer {
  startSpan(name: string, options: SpanOptions = {}, context: Context = activeContext()): Span {
    const started = this.#start(name, options, context);
    return started
      ? new CallSpan(started.context, started.told)
      : ownTracer().startSpan(name, options, context);
  }

  startActiveSpan<F extends (span: Span) => unknown>(name: string, ...given: unknown[]): ReturnType<F> {
    const fn = given.at(-1) as F;
    const options = (given.length > 1 ? given[0] : {}) as SpanOptions;
    const context = (given.length > 2 ? given[1] : activeContext()) as Context;
    const started = this.#start(name, options, context);
    if (started === undefined) {
      if (outerEmbeddings.has(name) || !isTracked()) return fn(nothing) as ReturnType<F>;
      return ownTracer().startActiveSpan(name, options, context, fn);
    }
    const span = new CallSpan(started.context, started.told);
    const work = runInContext(started.context, () => fn(span)) as ReturnType<F>;
    span.settleWith(work);
    return work;
  }

  #start(name: string, { attributes = {} }: SpanOptions, context: Context): Started | undefined {
    if (!isTracked()) return undefined;
    return guarded('starting to track a call of the AI SDK', () =>
      runInContext(context, () => {
        if (/\.do(Generate|Stream|Embed)$/.test(name)) return startInference(name, attributes, context);
        if (name === 'ai.toolCall') return startTool(attributes, context);
        return /^ai\.(generate|stream)(Text|Object)$/.test(name) ? startCall(name, attributes) : undefined;
      }),
    );
  }
}

const nothing = trace.wrapSpanContext({ traceId: '', spanId: '', traceFlags: 0 });

function ownTracer(): Tracer {
  return trace.getTracer('ai');
}

function startCall(operationId: string, attributes: Attributes): Started {
  const call = new AiCall({
    operationId,
    functionId: textOf(attributes['ai.telemetry.functionId']),
    input: attributes['ai.prompt'],
    userId: attributes['ai.telemetry.metadata.userId'],
    sessionId: attributes['ai.telemetry.metadata.sessionId'],
  });
  return {
    context: call.context,
    told: {
      succeed: (told) => {
        if (told['ai.response.finishReason'] === 'error') {
          call.fail(new Error('the answer of the model ended with an error'));
        } else call.complete(told['ai.response.text'] ?? told['ai.response.object']);
      },
      fail: (error) => call.fail(error),
      abandon: () => call.abandon(),
    },
  };
}

function startInference(name: string, attributes: Attributes, context: Context): Started {
  const call = aiCallIn(context) ?? embeddingAlone(name);
  const started = call.startInference({
    ...modelOptions({ provider: attributes['ai.model.provider'], modelId: attributes['ai.model.id'] }),
    operation: name.endsWith('.doEmbed') ? 'embeddings' : 'chat',
    input: attributes['ai.prompt.messages'] ?? attributes['ai.value'] ?? attributes['ai.values'],
  });
  return {
    context: started.inference.context,
    told: {
      firstChunk: () => started.inference.firstChunk(),
      succeed: (told) => {
        started.inference.setUsage(usageIn(told));
        started.inference.setResponse(answerOf(told));
        started.succeed();
      },
      fail: (error) => started.fail(error),
      abandon: () => started.abandon(),
    },
  };
}

function embeddingAlone(name: string): AiCall {
  return new AiCall({ operationId: name.replace(/\.do\w+$/, ''), functionId: undefined, input: undefined });
}

function startTool(attributes: Attributes, context: Context): Started | undefined {
  const call = aiCallIn(context);
  if (call === undefined) return undefined;
  const started = call.startTool({
    name: textOf(attributes['ai.toolCall.name']) ?? 'unknown',
    type: 'function',
    callId: textOf(attributes['ai.toolCall.id']),
    arguments: attributes['ai.toolCall.args'],
  });
  return {
    context: started.tool.context,
    told: {
      succeed: (told) => started.succeed(told['ai.toolCall.result']),
      fail: (error) => started.fail(error),
    },
  };
}
