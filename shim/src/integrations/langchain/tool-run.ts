import { type Context, SpanKind } from '@opentelemetry/api';
import { Attr, spanName } from '../../conventions/index.ts';
import { payloadAttribute } from '../../tracking/content.ts';
import { Step } from '../../tracking/step.ts';
import { ToolCall } from '../../tracking/tool-call.ts';
import { TOOL_ERROR, ToldFailure } from '../../tracking/tool-error.ts';
import type { StartedRun } from '../run-tree.ts';
import { loose, parsedText, textIn } from '../stainless/loose.ts';
import { isBubble, type LangChainRun, passedRun } from './run.ts';

/** What LangChain tells of a tool that is called. */
export interface ToolStart {
  readonly serialized: unknown;
  readonly input: unknown;
  readonly runName: string | undefined;
  readonly toolCallId: string | undefined;
}

/** What it tells of a retriever that is asked. */
export type RetrieverStart = Pick<ToolStart, 'serialized' | 'runName'>;

/** Starts the tool call of a tool's run. */
export function startTool(
  start: ToolStart,
  around: Context,
  parent: LangChainRun | undefined,
): StartedRun<LangChainRun> {
  const call = new ToolCall(
    {
      name: nameOf(start) ?? 'tool',
      type: 'function',
      callId: start.toolCallId,
      arguments: parsedText(start.input),
    },
    undefined,
    around,
  );
  return {
    context: call.context,
    kept: {
      ...passedRun(parent),
      succeed: (output) => {
        const { status, tool_call_id: callId, content } = loose(output);
        // Before 1.0 only the answer tells which call it is of.
        if (start.toolCallId === undefined && typeof callId === 'string') {
          call.step.span.setAttribute(Attr.toolCallId, callId);
        }
        if (status === 'error') call.fail(new ToldFailure(TOOL_ERROR, textIn(content) ?? 'the tool failed'));
        else call.succeed(callId === undefined ? output : content);
      },
      fail: (error) => (isBubble(error) ? call.succeed(undefined) : call.fail(error)),
    },
  };
}

/** Starts the step of a retriever's run. */
export function startRetriever(
  start: RetrieverStart,
  around: Context,
  parent: LangChainRun | undefined,
): StartedRun<LangChainRun> {
  const source = nameOf(start) ?? 'retriever';
  const step = new Step(
    {
      kind: 'retrieval',
      name: source,
      spanName: spanName('retrieval', source),
      spanKind: SpanKind.CLIENT,
      attributes: { [Attr.operationName]: 'retrieval', [Attr.dataSourceId]: source },
    },
    around,
  );
  return {
    context: step.context,
    kept: {
      ...passedRun(parent),
      succeed: (found) => {
        const documents = Array.isArray(found) ? found.length : undefined;
        step.end({ attributes: payloadAttribute(Attr.stepData, { documents }) });
      },
      fail: (error) => void step.end({ failed: true, error }),
    },
  };
}

function nameOf({ runName, serialized }: RetrieverStart): string | undefined {
  const { name, id } = loose(serialized);
  return runName ?? textIn(name) ?? (Array.isArray(id) ? textIn(id.at(-1)) : undefined);
}
