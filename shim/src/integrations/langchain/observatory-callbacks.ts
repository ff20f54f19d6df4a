import { noteWrapped } from '../../instrumentation/wrappers.ts';
import { type Followed, followStorage } from '../follow-storage.ts';
import { loose, textIn } from '../stainless/loose.ts';
import { startChain } from './chain-run.ts';
import { startModel } from './model-run.ts';
import { runs } from './run.ts';
import { startRetriever, startTool } from './tool-run.ts';

/** Where LangChain keeps what runs (`@langchain/core/singletons`), and the configuration within it. */
const STORAGE = Symbol.for('ls:tracing_async_local_storage');
const CHILD_CONFIG = Symbol.for('lc:child_config');

type Metadata = Record<string, unknown>;

/** What LangChain calls; the order of the arguments is that of its `CallbackManager`. */
class ObservatoryCallbacks {
  readonly name = 'observatory';
  /** Else LangChain calls later, from a queue, outside of the context in which the run started. */
  readonly awaitHandlers = true;

  /** LangChain takes only what can be copied as a handler for all runs. */
  copy(): ObservatoryCallbacks {
    return this;
  }

  handleChainStart(
    serialized: unknown,
    inputs: unknown,
    runId: string,
    parentRunId?: string,
    tags: string[] = [],
    metadata: Metadata = {},
    _runType?: string,
    runName?: string,
  ): void {
    if (parentRunId === undefined) {
      // LangGraph may be loaded after this handler was made.
      followLangChain();
      // The caller may have given an id, and the same one before.
      runs.forget(runId);
    }
    runs.start(runId, parentRunId, (around, parent) =>
      startChain({ serialized, inputs, tags, metadata, runName }, around, parent),
    );
  }

  handleChainEnd(outputs: unknown, runId: string): void {
    const { streaming = [] } = runs.find(runId) ?? {};
    // The reader of a stream stopped early: LangChain tells of no end.
    for (const id of [...streaming]) runs.end(id, (run) => run.succeed(undefined));
    runs.end(runId, (run) => run.succeed(outputs));
  }

  handleChainError(error: unknown, runId: string): void {
    runs.end(runId, (run) => run.fail(error));
  }

  handleChatModelStart(
    serialized: unknown,
    input: unknown,
    runId: string,
    parentRunId?: string,
    extraParams: Metadata = {},
    tags: string[] = [],
    metadata: Metadata = {},
  ): void {
    runs.start(runId, parentRunId, (around, parent) =>
      startModel({ serialized, input, isChat: true, extraParams, tags, metadata }, around, parent),
    );
  }

  handleLLMStart(
    serialized: unknown,
    input: unknown,
    runId: string,
    parentRunId?: string,
    extraParams: Metadata = {},
    tags: string[] = [],
    metadata: Metadata = {},
  ): void {
    runs.start(runId, parentRunId, (around, parent) =>
      startModel({ serialized, input, isChat: false, extraParams, tags, metadata }, around, parent),
    );
  }

  handleLLMNewToken(_token: string, _index: unknown, runId: string, parentRunId?: string): void {
    runs.find(runId)?.chunk?.();
    if (parentRunId !== undefined) runs.find(parentRunId)?.streaming.add(runId);
  }

  handleLLMEnd(result: unknown, runId: string, parentRunId?: string): void {
    if (parentRunId !== undefined) runs.find(parentRunId)?.streaming.delete(runId);
    runs.end(runId, (run) => run.succeed(result));
  }

  handleLLMError(error: unknown, runId: string, parentRunId?: string): void {
    if (parentRunId !== undefined) runs.find(parentRunId)?.streaming.delete(runId);
    runs.end(runId, (run) => run.fail(error));
  }

  handleToolStart(
    serialized: unknown,
    input: string,
    runId: string,
    parentRunId?: string,
    _tags?: string[],
    _metadata?: Metadata,
    runName?: string,
    toolCallId?: string,
  ): void {
    runs.start(runId, parentRunId, (around, parent) =>
      startTool({ serialized, input, runName, toolCallId }, around, parent),
    );
  }

  handleToolEnd(output: unknown, runId: string): void {
    runs.end(runId, (run) => run.succeed(output));
  }

  handleToolError(error: unknown, runId: string): void {
    runs.end(runId, (run) => run.fail(error));
  }

  handleRetrieverStart(
    serialized: unknown,
    _query: string,
    runId: string,
    parentRunId?: string,
    _tags?: string[],
    _metadata?: Metadata,
    runName?: string,
  ): void {
    runs.start(runId, parentRunId, (around, parent) =>
      startRetriever({ serialized, runName }, around, parent),
    );
  }

  handleRetrieverEnd(documents: unknown, runId: string): void {
    runs.end(runId, (run) => run.succeed(documents));
  }

  handleRetrieverError(error: unknown, runId: string): void {
    runs.end(runId, (run) => run.fail(error));
  }
}

export type { ObservatoryCallbacks };

const callbacks = new ObservatoryCallbacks();

/**
 * A handler for the `callbacks` of LangChain and LangGraph: `graph.withConfig({ callbacks: [observatoryCallbacks()] })`, or
 * those of one `invoke`. Runs of graphs, chains and agents are seen as executions, nodes as steps, models as inferences,
 * tools and retrievers as what they are. It is given anew as the same object, so that giving it twice counts once.
 */
export function observatoryCallbacks(): ObservatoryCallbacks {
  noteWrapped('@langchain/core');
  return callbacks;
}

/** Has what LangChain runs run in our contexts too, where it keeps any: `@langchain/core` alone does not. */
export function followLangChain(): Followed | undefined {
  return followStorage(STORAGE, contextOfStore);
}

/** The context of the run in whose configuration LangChain runs something. */
function contextOfStore(store: unknown) {
  const { extra } = loose(store);
  const config = (loose(extra) as Readonly<Record<symbol, unknown>>)[CHILD_CONFIG];
  // Of a `CallbackManager`; a list of handlers has none.
  const { _parentRunId: runId } = loose(loose(config).callbacks);
  return runs.contextOf(textIn(runId));
}
