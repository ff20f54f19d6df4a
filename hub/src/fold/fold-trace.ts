import { ABANDONED, type ExecutionStatus } from '@observatory/shim/conventions';
import type { ExecutionMark } from '../api/schemas/executions.ts';
import { causeOf } from './cause.ts';
import { evaluationsByExecution } from './evaluations.ts';
import type { FoldClock, FoldEvaluation, FoldHeartbeat, TraceInput } from './inputs.ts';
import { isExecution, type Node, nodesOf } from './nodes.ts';
import type { Fault, FoldedExecution, FoldedStep, FoldedTrace } from './results.ts';
import { talliesOf } from './tallies.ts';
import { addTotals, type ExecutionTotals, noTotals, noUsage } from './totals.ts';
import { indexTree, type Tree } from './tree.ts';

/** Clocks of two machines differ; a step that begins this much before its execution is marked. */
const SKEW_TOLERANCE_US = 50_000;
const FUTURE_TOLERANCE_US = 60_000_000;

/**
 * What a trace's spans and events say: its executions and their steps. Pure, and a function of the set of its
 * facts: their order, and how often each came, change nothing. Tokens and cost count at the leaves (decision 2).
 */
export function foldTrace(input: TraceInput, clock: FoldClock): FoldedTrace {
  const tree = indexTree(input.traceId, nodesOf(input), clock);
  const evaluations = evaluationsByExecution(input.evaluations ?? [], tree);
  const executions = new Map<string, FoldedExecution>();
  for (const node of tree.executionsInnermostFirst) {
    const children = (tree.childExecutions.get(node.id) ?? []).flatMap((id) => executions.get(id) ?? []);
    const heartbeat = input.heartbeats.get(node.id);
    const judged = evaluations.get(node.id) ?? [];
    executions.set(node.id, executionOf(node, { tree, children, heartbeat, judged }, clock));
  }
  const byStart = (a: { startedUs: number }, b: { startedUs: number }) => a.startedUs - b.startedUs;
  return {
    executions: forWhom([...executions.values()]).sort((a, b) => byStart(a, b) || (a.id < b.id ? -1 : 1)),
    steps: stepsOf(tree, executions).sort((a, b) => byStart(a, b) || (a.stepId < b.stepId ? -1 : 1)),
    waitsUntilUs: tree.waitsUntilUs,
  };
}

/**
 * Executions, innermost first, with whom they ran for: where one does not say its user, session or conversation, these are
 * those of the execution that it is within, so that a session holds all that was done in it.
 */
function forWhom(innermostFirst: readonly FoldedExecution[]): FoldedExecution[] {
  const told = new Map<string, FoldedExecution>();
  for (const execution of innermostFirst.toReversed()) {
    const parent = told.get(execution.parentId ?? '');
    const { userId, sessionId, conversationId } = execution;
    told.set(execution.id, {
      ...execution,
      userId: userId ?? parent?.userId ?? null,
      sessionId: sessionId ?? parent?.sessionId ?? null,
      conversationId: conversationId ?? parent?.conversationId ?? null,
    });
  }
  return [...told.values()];
}

/** What an execution is made of beside its own span. */
interface Surroundings {
  readonly tree: Tree;
  /** The executions directly within it. */
  readonly children: readonly FoldedExecution[];
  readonly heartbeat: FoldHeartbeat | undefined;
  readonly judged: readonly FoldEvaluation[];
}

function executionOf(
  node: Node,
  { tree, children, heartbeat, judged }: Surroundings,
  clock: FoldClock,
): FoldedExecution {
  const steps = tree.stepsOf.get(node.id) ?? [];
  const own = addTotals(steps.map((step) => totalsOf(step, tree)));
  let lastEventUs = node.lastUs;
  for (const step of steps) lastEventUs = Math.max(lastEventUs, step.lastUs);
  const lastOwnUs = lastEventUs;
  for (const child of children) lastEventUs = Math.max(lastEventUs, child.lastEventUs);
  const end = endOf(node, { lastEventUs, lastOwnUs, heartbeat }, clock);
  return {
    id: tree.traceId + node.id,
    traceId: tree.traceId,
    spanId: node.id,
    parentId: tree.parentExecutionOf(node),
    kind: node.kind === 'workflow' ? 'workflow' : 'agent',
    name: node.name,
    operation: node.facts.executionOperation ?? null,
    status: end.status,
    error: end.error,
    cause:
      end.status === 'failed' && end.error !== null
        ? causeOf({ node, fault: end.error }, tree, children)
        : null,
    startedUs: node.startUs,
    endedUs: end.endedUs,
    lastEventUs,
    service: node.service,
    environment: node.environment,
    version: node.facts.agentVersion ?? node.serviceVersion,
    userId: node.facts.userId ?? null,
    sessionId: node.facts.sessionId ?? null,
    taskId: node.facts.taskId ?? null,
    conversationId: node.facts.conversationId ?? null,
    workflowId: node.facts.workflowId ?? null,
    stepCount: steps.length + children.length,
    runningSteps: end.status === 'running' ? steps.filter((step) => step.status === 'running').length : 0,
    own,
    tallies: talliesOf(
      steps.filter((step) => !tree.isDouble(step)),
      judged,
    ),
    total: addTotals([own, ...children.map((child) => child.total)]),
    marks: marksOf(node, steps, clock),
  };
}

/** Of inferences within inferences (wrappers of wrappers are common) one counts. */
function totalsOf(step: Node, tree: Tree): ExecutionTotals {
  if (step.kind === 'tool') return { models: [], toolCalls: 1 };
  const inference = step.inference;
  if (!inference || step.status === 'running' || tree.isDouble(step)) return noTotals;
  const usage = inference.usage ?? noUsage;
  const unpriced = inference.costSource === 'unpriced' ? 1 : 0;
  const { provider, model, costPico } = inference;
  return { models: [{ provider, model, calls: 1, usage, costPico, unpriced }], toolCalls: 0 };
}

/** When an execution was last heard of, in what ways. */
interface LifeSigns {
  /** Events of the executions within it included. */
  readonly lastEventUs: number;
  readonly lastOwnUs: number;
  readonly heartbeat: FoldHeartbeat | undefined;
}

function endOf(
  node: Node,
  { lastEventUs, lastOwnUs, heartbeat }: LifeSigns,
  clock: FoldClock,
): { status: ExecutionStatus; endedUs: number | null; error: Fault | null } {
  if (node.status !== 'running') {
    return { status: node.status, endedUs: node.endUs ?? lastEventUs, error: node.error };
  }
  if (clock.nowUs - lastEventUs > clock.timeoutUs) {
    const message = `No sign of life for more than ${seconds(clock.timeoutUs)} s; a late end corrects this.`;
    return abandoned(lastEventUs, message);
  }
  if (heartbeat !== undefined) {
    const { heardUs, silentUs } = heartbeat;
    // What it did itself shows its process too; what others did for it does not.
    const silence = Math.min(silentUs, clock.nowUs - lastOwnUs, clock.nowUs - clock.listeningSinceUs);
    if (silence > clock.heartbeatTimeoutUs) {
      const message = `Its process has been silent for more than ${seconds(clock.heartbeatTimeoutUs)} s; a late end corrects this.`;
      return abandoned(Math.max(heardUs, lastEventUs), message);
    }
  }
  return { status: 'running', endedUs: null, error: null };
}

const seconds = (us: number) => Math.round(us / 1e6);

function abandoned(endedUs: number, message: string) {
  return { status: 'failed', endedUs, error: { type: ABANDONED, message } } as const;
}

function marksOf(node: Node, steps: readonly Node[], clock: FoldClock): ExecutionMark[] {
  const marks: ExecutionMark[] = [];
  const skewed =
    node.endsBeforeStart ||
    node.startUs > clock.nowUs + FUTURE_TOLERANCE_US ||
    steps.some((step) => step.startUs < node.startUs - SKEW_TOLERANCE_US);
  if (skewed) marks.push('clock_skew');
  if (node.status !== 'running' && node.endUs === null) marks.push('missing_end');
  if (!node.sawStart) marks.push('missing_start');
  return marks;
}

function stepsOf(tree: Tree, executions: ReadonlyMap<string, FoldedExecution>): FoldedStep[] {
  const steps: FoldedStep[] = [];
  for (const [ownerId, nodes] of tree.stepsOf) {
    const owner = executions.get(ownerId);
    if (!owner) continue;
    for (const node of nodes) steps.push(stepOf(node, owner, tree, undefined));
    for (const id of tree.childExecutions.get(ownerId) ?? []) {
      const child = tree.nodes.get(id);
      if (child) steps.push(stepOf(child, owner, tree, executions.get(id)));
    }
  }
  return steps;
}

function stepOf(
  node: Node,
  owner: FoldedExecution,
  tree: Tree,
  child: FoldedExecution | undefined,
): FoldedStep {
  return {
    stepId: node.id,
    // The step of a lone inference has the span of its execution.
    parentStepId: node.id === owner.spanId ? null : tree.parentStepOf(node),
    executionId: owner.id,
    childExecutionId: child?.id ?? null,
    kind: node.kind ?? 'step',
    name: node.name,
    status: child ? child.status : stepStatus(node, owner),
    startedUs: node.startUs,
    endedUs: child ? child.endedUs : node.endUs,
    attempt: node.facts.attempt ?? null,
    counts: child === undefined && totalsOf(node, tree) !== noTotals,
    inference: node.inference && !isExecution(node) ? node.inference : null,
    error: child ? child.error : node.error,
  };
}

/** A step whose end never came ended with its execution. */
function stepStatus(node: Node, owner: FoldedExecution): ExecutionStatus {
  if (node.status !== 'running' || owner.status === 'running') return node.status;
  return owner.status === 'failed' ? 'failed' : 'cancelled';
}
