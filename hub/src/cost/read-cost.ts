import { type FigureDimension, type Figures, readFigures } from '../figures/read-figures.ts';
import { stretchBefore } from '../participants/five-minutes.ts';
import type { Database } from '../store/database.ts';
import type { Stretch } from '../store/read-health.ts';
import { type RunDimension, type RunsQuestion, readRunSpending, runDimensions } from './read-run-spending.ts';
import { addSpending, noSpending, type Spending } from './spending.ts';

/** What calls say of themselves. */
const ofCalls = {
  agent: 'agent',
  workflow: 'workflow',
  provider: 'provider',
  model: 'name',
  service: 'service',
  environment: 'environment',
} as const satisfies Record<string, FigureDimension>;
export type CallDimension = keyof typeof ofCalls;
export const callDimensions = Object.keys(ofCalls) as readonly CallDimension[];

export type CostDimension = CallDimension | RunDimension;
export const costDimensions: readonly CostDimension[] = [...callDimensions, ...runDimensions];
export const isRunDimension = (by: CostDimension): by is RunDimension =>
  (runDimensions as readonly string[]).includes(by);

export type CostFilter = Partial<Record<CallDimension, string>>;

export interface CostQuestion extends Stretch {
  readonly by: CostDimension;
  readonly where: CostFilter;
  readonly bucketS: number;
  /** Groups whose trend is told. */
  readonly top: number;
}

/** Null executions: nothing says how many belong to it. */
export interface Spent extends Spending {
  readonly executions: number | null;
}

export interface SpentGroup extends Spent {
  /** Null where the calls or runs do not say it. */
  readonly key: string | null;
}

export interface SpentAt extends Spending {
  readonly bucketUs: number;
  /** Null where none is said; undefined is all groups together. */
  readonly key?: string | null | undefined;
}

export interface CostFound {
  readonly total: Spent;
  readonly previous: Spent;
  /** The dearest first, those with no cost by their tokens. */
  readonly groups: readonly SpentGroup[];
  /** Groups whose trend is told: the first, of users, sessions and conversations but for what says none. */
  readonly trended: readonly (string | null)[];
  /** By time; of everything, and of those groups. */
  readonly series: readonly SpentAt[];
}

/** Who spent what in a stretch, and in the one before; the readers differ, since calls do not say whom they are for. */
export function readCost(database: Database, project: string, question: CostQuestion): Promise<CostFound> {
  const { by } = question;
  return isRunDimension(by)
    ? costOfRuns(database, project, question, by)
    : costOfCalls(database, project, question, by);
}

async function costOfRuns(
  database: Database,
  project: string,
  { where, bucketS, top, sinceUs, untilUs }: CostQuestion,
  by: RunDimension,
): Promise<CostFound> {
  const stretch = { sinceUs, untilUs };
  const read = (over: Partial<RunsQuestion> & Pick<RunsQuestion, 'shape'>) =>
    readRunSpending(database, project, { by, bucketS, where, ...stretch, ...over });
  const [found, [previous]] = await Promise.all([
    read({ shape: 'groups and buckets' }),
    read({ shape: 'total', ...stretchBefore(stretch) }),
  ]);
  const groups = found
    .flatMap((row) => (row.key === undefined ? [] : [{ ...row, key: row.key }]))
    .sort(byCost);
  const keys = groups.flatMap(({ key }) => (key === null ? [] : [key])).slice(0, top);
  const ofTop = keys.length === 0 ? [] : await read({ shape: 'groups by bucket', keys });
  const executions = groups.reduce((sum, group) => sum + group.executions, 0);
  return {
    total: { ...groups.reduce(addSpending, noSpending), executions },
    previous: previous ?? { ...noSpending, executions: 0 },
    groups,
    trended: keys,
    series: [...found.filter(({ key }) => key === undefined), ...ofTop].map((row) => ({
      ...row,
      bucketUs: row.bucketUs ?? 0,
    })),
  };
}

async function costOfCalls(
  database: Database,
  project: string,
  { where, bucketS, top, sinceUs, untilUs }: CostQuestion,
  by: CallDimension,
): Promise<CostFound> {
  const stretch = { sinceUs, untilUs };
  const dimension = ofCalls[by];
  const filter = figureFilter(where);
  const models = { kind: 'model', by: [dimension], bucketS: null, where: filter, ...stretch } as const;
  const before = stretchBefore(stretch);
  const ran = { ...models, kind: 'execution' } as const;
  const [found, all, executions, [previous], [ranBefore]] = await Promise.all([
    readFigures(database, project, models),
    readFigures(database, project, { ...models, by: [], bucketS }),
    readFigures(database, project, ran),
    readFigures(database, project, { ...models, ...before, by: [] }),
    readFigures(database, project, { ...ran, ...before, by: [] }),
  ]);
  const startedBy = new Map(executions.map((row) => [row[dimension], row.started]));
  const groups = found
    .map((row) => ({
      ...spendingOf(row),
      key: row[dimension] === '' ? null : row[dimension],
      executions:
        hasExecutions(by, where) && row[dimension] !== '' ? (startedBy.get(row[dimension]) ?? 0) : null,
    }))
    .sort(byCost);
  const trended = groups.slice(0, top).map(({ key }) => key);
  const ofTop =
    trended.length === 0
      ? []
      : await readFigures(database, project, {
          ...models,
          bucketS,
          where: { ...filter, [dimension]: trended.map((key) => key ?? '') },
        });
  const isOne = 'agent' in where || 'workflow' in where || 'service' in where;
  const countOf = (rows: readonly Figures[]) =>
    hasExecutions(null, where) ? rows.reduce((sum, row) => sum + (isOne ? row.started : row.roots), 0) : null;
  return {
    total: { ...groups.reduce(addSpending, noSpending), executions: countOf(executions) },
    previous: {
      ...(previous === undefined ? noSpending : spendingOf(previous)),
      executions: countOf(ranBefore === undefined ? [] : [ranBefore]),
    },
    groups,
    trended,
    series: [
      ...all.map((row) => ({ ...spendingOf(row), bucketUs: row.bucketUs ?? 0 })),
      ...ofTop.map((row) => ({
        ...spendingOf(row),
        bucketUs: row.bucketUs ?? 0,
        key: row[dimension] === '' ? null : row[dimension],
      })),
    ],
  };
}

/**
 * Whether executions can be told by a dimension within a filter: none has a provider or model, and that of an agent is none of a
 * workflow.
 */
function hasExecutions(by: CallDimension | null, where: CostFilter): boolean {
  const said = new Set<string>([...Object.keys(where), ...(by === null ? [] : [by])]);
  return !said.has('provider') && !said.has('model') && !(said.has('agent') && said.has('workflow'));
}

/** What figures call a dimension. */
export const figureDimensionOf = (by: CallDimension): FigureDimension => ofCalls[by];

/** The filter in the names of figures. */
function figureFilter(where: CostFilter): Partial<Record<FigureDimension, string>> {
  return Object.fromEntries(
    callDimensions.flatMap((name) => {
      const value = where[name];
      return value === undefined ? [] : [[ofCalls[name], value]];
    }),
  );
}

export function spendingOf(figures: Figures): Spending {
  const {
    started: calls,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
  } = figures;
  const { costPico, unpriced } = figures;
  return {
    calls,
    inputTokens,
    outputTokens,
    cacheReadTokens,
    cacheWriteTokens,
    reasoningTokens,
    costPico,
    unpriced,
  };
}

function byCost(a: SpentGroup, b: SpentGroup): number {
  const tokens = (one: SpentGroup) => one.inputTokens + one.outputTokens;
  return b.costPico - a.costPico || tokens(b) - tokens(a) || ((a.key ?? '') < (b.key ?? '') ? -1 : 1);
}
