import type {
  ComparedStep,
  GroupComparison,
  GroupFigures,
  Spread,
  StepFigures,
} from '../api/schemas/search.ts';
import type { FoldedStep } from '../fold/results.ts';
import type { ExecutionRow } from '../store/execution-row.ts';
import { differenceOf, ratioOf, spreadOf } from './spread.ts';

const PICO_OF_DOLLAR = 1e12;
const MAX_STEPS = 200;

/** What is compared of an execution. */
export type ComparedRun = Pick<
  ExecutionRow,
  | 'id'
  | 'status'
  | 'started_at'
  | 'ended_at'
  | 'input_tokens'
  | 'output_tokens'
  | 'cost_pico'
  | 'unpriced_calls'
>;

/** What was read of one side. */
export interface Group {
  readonly query: string;
  readonly runs: readonly ComparedRun[];
  /** Whether there are no more than these. */
  readonly complete: boolean;
  /** Ids of the runs whose steps are here. */
  readonly stepped: ReadonlySet<string>;
  /** Their own steps. */
  readonly steps: readonly FoldedStep[];
}

/** Two groups of runs beside each other, and their steps by kind and name. */
export function compareGroups(a: Group, b: Group, sample: number): GroupComparison {
  const figures = { a: figuresOf(a), b: figuresOf(b) };
  const names = { a: stepsByName(a), b: stepsByName(b) };
  const keys = [...new Set([...names.a.keys(), ...names.b.keys()])];
  const steps = keys
    .map((key) => comparedStep(a, names.a.get(key) ?? [], b, names.b.get(key) ?? []))
    .sort((one, other) => weight(other) - weight(one) || order(one, other));
  return {
    sample,
    ...figures,
    differences: {
      success_rate: differenceOf(figures.a.success_rate, figures.b.success_rate),
      ...differencesOf(figures.a, figures.b),
    },
    steps: steps.slice(0, MAX_STEPS),
    steps_truncated: steps.length > MAX_STEPS,
  };
}

const weight = ({ a, b }: ComparedStep) => a.count + b.count;
const order = (one: ComparedStep, other: ComparedStep) =>
  `${one.kind} ${one.name}` < `${other.kind} ${other.name}` ? -1 : 1;

function figuresOf({ query, runs, complete, stepped }: Group): GroupFigures {
  const withStatus = (status: ComparedRun['status']) => runs.filter((run) => run.status === status).length;
  // What runs has used only a part of what it will.
  const ended = runs.filter((run) => run.status !== 'running');
  const completed = withStatus('completed');
  return {
    query,
    matched: runs.length,
    complete,
    stepped: stepped.size,
    completed,
    failed: withStatus('failed'),
    cancelled: withStatus('cancelled'),
    running: withStatus('running'),
    success_rate: ratioOf(completed, ended.length),
    duration_ms: spreadOf(ended.flatMap((run) => durationMs(run.started_at, run.ended_at))),
    tokens: spreadOf(ended.map((run) => run.input_tokens + run.output_tokens)),
    cost_usd: spreadOf(
      ended.flatMap((run) => (run.cost_pico === null ? [] : [run.cost_pico / PICO_OF_DOLLAR])),
    ),
    unpriced_calls: runs.reduce((sum, run) => sum + run.unpriced_calls, 0),
  };
}

const durationMs = (startedUs: number, endedUs: number | null) =>
  endedUs === null ? [] : [Math.max(0, endedUs - startedUs) / 1000];

function stepsByName({ steps }: Group): Map<string, FoldedStep[]> {
  return Map.groupBy(steps, ({ kind, name }) => `${kind}\n${name}`);
}

function comparedStep(
  a: Group,
  ofA: readonly FoldedStep[],
  b: Group,
  ofB: readonly FoldedStep[],
): ComparedStep {
  const { kind, name } = ofA[0] ?? ofB[0] ?? { kind: '', name: '' };
  const figures = { a: stepFigures(a, ofA), b: stepFigures(b, ofB) };
  const difference = (key: 'share_of_runs' | 'per_run' | 'failure_rate') =>
    differenceOf(figures.a[key], figures.b[key]);
  return {
    kind,
    name,
    ...figures,
    differences: {
      share_of_runs: difference('share_of_runs'),
      per_run: difference('per_run'),
      failure_rate: difference('failure_rate'),
      ...differencesOf(figures.a, figures.b),
    },
  };
}

function stepFigures({ stepped }: Group, steps: readonly FoldedStep[]): StepFigures {
  const runs = new Set(steps.map((step) => step.executionId)).size;
  const ended = steps.filter((step) => step.status !== 'running');
  const failed = ended.filter((step) => step.status === 'failed').length;
  // Calls that another instrumentation reported too count once.
  const inferences = ended.flatMap(({ counts, inference }) => (counts && inference ? [inference] : []));
  return {
    runs,
    share_of_runs: ratioOf(runs, stepped.size),
    count: steps.length,
    per_run: ratioOf(steps.length, runs),
    failed,
    failure_rate: ratioOf(failed, ended.length),
    duration_ms: spreadOf(ended.flatMap((step) => durationMs(step.startedUs, step.endedUs))),
    tokens: spreadOf(inferences.flatMap(({ usage }) => (usage ? [usage.input + usage.output] : []))),
    cost_usd: spreadOf(
      inferences.flatMap(({ costPico }) => (costPico === null ? [] : [costPico / PICO_OF_DOLLAR])),
    ),
  };
}

interface Spreads {
  readonly duration_ms: Spread;
  readonly tokens: Spread;
  readonly cost_usd: Spread;
}

function differencesOf(a: Spreads, b: Spreads) {
  return {
    duration_mean_ms: differenceOf(a.duration_ms.mean, b.duration_ms.mean),
    duration_p50_ms: differenceOf(a.duration_ms.p50, b.duration_ms.p50),
    duration_p95_ms: differenceOf(a.duration_ms.p95, b.duration_ms.p95),
    tokens_mean: differenceOf(a.tokens.mean, b.tokens.mean),
    cost_mean_usd: differenceOf(a.cost_usd.mean, b.cost_usd.mean),
  };
}
