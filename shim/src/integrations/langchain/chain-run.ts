import type { Context } from '@opentelemetry/api';
import { shimContextOf } from '../../context/shim-context.ts';
import { contextWithFields } from '../../context/with-context.ts';
import { Attr, type ExecutionKind } from '../../conventions/index.ts';
import { payloadAttribute } from '../../tracking/content.ts';
import { Execution } from '../../tracking/execution.ts';
import { Step } from '../../tracking/step.ts';
import { contextFields } from '../context-fields.ts';
import type { StartedRun } from '../run-tree.ts';
import { type Loose, loose } from '../stainless/loose.ts';
import { failExecution, isBubble, type LangChainRun, passedRun, retryOf } from './run.ts';

/** What LangChain tells of a chain, graph or node that starts. */
export interface ChainStart {
  readonly serialized: unknown;
  readonly inputs: unknown;
  readonly tags: readonly unknown[];
  readonly metadata: Loose;
  readonly runName: string | undefined;
}

const HIDDEN = 'langsmith:hidden';
/** The name of a graph that was given none. */
const UNNAMED_GRAPH = 'LangGraph';
const MAX_TASKS = 1000;

/**
 * What a run of a chain is: a graph's or chain's run is an execution, a node of a graph and what has a name of its own is
 * a step. The rest is machinery (sequences, lambdas, branches, writes), whose models and tools stand in what is around.
 */
export function startChain(
  start: ChainStart,
  around: Context,
  parent: LangChainRun | undefined,
): StartedRun<LangChainRun> {
  const passed = passedRun(parent);
  const context = parent === undefined ? contextOfRoot(around, start.metadata) : around;
  const kind = executionKind(start, shimContextOf(context)?.execution !== undefined);
  if (kind === 'agent' || kind === 'workflow') return startExecution(start, kind, context, passed);
  if (kind === 'step') return startStep(start, context, passed);
  return { context, kept: passed };
}

function contextOfRoot(around: Context, metadata: Loose): Context {
  return contextWithFields(around, contextFields(metadata, shimContextOf(around)?.fields));
}

function executionKind(start: ChainStart, isInside: boolean): ExecutionKind | 'step' | 'machinery' {
  const { tags, metadata, runName } = start;
  if (tags.includes(HIDDEN)) return 'machinery';
  if (isNode(start)) return 'step';
  const named = isNamed(start);
  if (isGraph(start)) {
    // Set by `createAgent`, and handed down to what runs inside.
    const isAgent = metadata.lc_agent_name !== undefined && metadata.lc_agent_name === runName;
    if (isAgent || (isInside && named)) return 'agent';
    return isInside ? 'machinery' : 'workflow';
  }
  if (!isInside) return 'workflow';
  return named ? 'step' : 'machinery';
}

function startExecution(
  start: ChainStart,
  kind: ExecutionKind,
  context: Context,
  passed: LangChainRun,
): StartedRun<LangChainRun> {
  const name = start.runName ?? className(start) ?? 'chain';
  const execution = new Execution({ kind, name, operation: 'invoke', input: start.inputs }, context);
  return {
    context: execution.context,
    kept: {
      ...passed,
      succeed: (output) => execution.end({ status: 'completed', output }),
      fail: (error) => failExecution(execution, error),
    },
  };
}

function startStep(start: ChainStart, context: Context, passed: LangChainRun): StartedRun<LangChainRun> {
  const attempt = attemptOf(start, passed.tries);
  const step = new Step({ kind: 'step', name: start.runName ?? 'chain', attempt }, context);
  return {
    context: step.context,
    kept: {
      ...passed,
      succeed: () => void step.end(),
      fail: (error) => {
        if (!isBubble(error)) step.end({ failed: true, error });
        else step.end({ attributes: payloadAttribute(Attr.stepData, { interrupted: error.name }) });
      },
    },
  };
}

/** A node of a graph is told of with its own name as that of the run. */
function isNode({ metadata, runName, tags }: ChainStart): boolean {
  return metadata.langgraph_node === runName && tags.some((tag) => String(tag).startsWith('graph:step:'));
}

function isGraph({ serialized }: ChainStart): boolean {
  const { id } = loose(serialized);
  return Array.isArray(id) && id[0] === 'langgraph' && id[1] === 'pregel';
}

/** Whether the name is one that somebody gave, and not that of a class or of a part that LangGraph adds. */
function isNamed(start: ChainStart): boolean {
  const { runName } = start;
  if (runName === undefined || runName === className(start)) return false;
  return runName !== UNNAMED_GRAPH && runName !== 'prompt' && !/^\w+<.*>$/.test(runName);
}

function className({ serialized }: ChainStart): string | undefined {
  const { id } = loose(serialized);
  const last: unknown = Array.isArray(id) ? id.at(-1) : undefined;
  return typeof last === 'string' ? last : undefined;
}

/** 2 and more where `withRetry` or the retry policy of a node tries anew; undefined for the first try. */
function attemptOf(start: ChainStart, tries: Map<string, number>): number | undefined {
  const told = retryOf(start.tags);
  if (told !== undefined) return told;
  const task = start.metadata.langgraph_checkpoint_ns;
  if (typeof task !== 'string' || !isNode(start)) return undefined;
  const attempt = (tries.get(task) ?? 0) + 1;
  if (attempt > 1 || tries.size < MAX_TASKS) tries.set(task, attempt);
  return attempt > 1 ? attempt : undefined;
}
