import Type from 'typebox';
import { budgetState, type HourOfSpending } from '../../budgets/budget-state.ts';
import { periodAt } from '../../budgets/period.ts';
import { type BudgetRow, deleteBudget, readBudgets, writeBudget } from '../../budgets/read-budgets.ts';
import { readHours } from '../../budgets/read-hours.ts';
import { HubError } from '../../errors.ts';
import { isoOfMicros, nowMicros } from '../../store/micros.ts';
import type { Api, HubContext } from '../context.ts';
import { storedText } from '../query-values.ts';
import { Budget, BudgetBody, BudgetList } from '../schemas/cost.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';

const MAX_BUDGETS = 100;
/** What the projection learns from. */
const WEEKS_US = 28 * 86_400_000_000;

const Params = Type.Object({
  name: storedText({ minLength: 1, maxLength: 100, description: 'Name of the budget.' }),
});

/** IA9: what may be spent, by everything or by one agent, model, user and so on, and how it stands. */
export function budgetRoutes(app: Api, context: HubContext): void {
  const { database } = context;
  app.get(
    '/api/v1/budgets',
    {
      schema: {
        operationId: 'listBudgets',
        summary: 'Budgets with what is spent of them and what their period will come to',
        tags: ['cost'],
        response: { 200: BudgetList },
      },
    },
    async (request) => {
      const project = context.projectOf(request);
      return { budgets: await stateOf(context, project, await readBudgets(database, project)) };
    },
  );

  app.put(
    '/api/v1/budgets/:name',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'putBudget',
        summary: 'Makes a budget, or changes it',
        tags: ['cost'],
        params: Params,
        body: BudgetBody,
        response: { 200: Budget, 400: ErrorAnswer },
      },
    },
    async (request) => {
      const { period, by, value, limit_usd: limitUsd } = request.body;
      if ((by === undefined) !== (value === undefined)) {
        const missing = by === undefined ? 'by' : 'value';
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected both `by` and `value`, or neither for a budget of everything.',
          { where: `body.${missing}` },
        );
      }
      const project = context.projectOf(request);
      const given = { name: request.params.name, period, by: by ?? null, value: value ?? null, limitUsd };
      const row = await writeBudget(database, project, given, nowMicros(), MAX_BUDGETS);
      const [budget] = row === null ? [] : await stateOf(context, project, [row]);
      if (budget !== undefined) return budget;
      throw new HubError(
        'OBS_BAD_REQUEST',
        `Expected ${MAX_BUDGETS} budgets at most, which there are. Delete one first.`,
        { where: 'params.name' },
      );
    },
  );

  app.delete(
    '/api/v1/budgets/:name',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'deleteBudget',
        summary: 'Deletes a budget',
        tags: ['cost'],
        params: Params,
        response: { 204: Type.Null(), 404: ErrorAnswer },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      if (await deleteBudget(database, context.projectOf(request), name)) return reply.code(204).send(null);
      throw new HubError(
        'OBS_BUDGET_NOT_FOUND',
        `No budget is called ${name}; GET /api/v1/budgets lists them.`,
      );
    },
  );
}

/** How budgets stand; those of one dimension are read together, and what was read is kept for a while. */
async function stateOf(
  { database, answers }: HubContext,
  project: string,
  rows: readonly BudgetRow[],
): Promise<Budget[]> {
  const nowUs = nowMicros();
  const stretch = {
    sinceUs: Math.min(nowUs - WEEKS_US, periodAt('month', nowUs).startUs),
    untilUs: nowUs,
  };
  const dimensions = new Set(rows.map((row) => row.by));
  const hours = new Map<string | null, Map<string, HourOfSpending[]>>();
  await Promise.all(
    Array.from(dimensions, async (by) => {
      const values = [
        ...new Set(rows.flatMap((row) => (row.by === by && row.value !== null ? [row.value] : []))),
      ];
      const key = `budgets ${project} ${JSON.stringify([by, values])}`;
      hours.set(by, await answers.get(key, () => readHours(database, project, by, values, stretch)));
    }),
  );
  return rows.map((row) => {
    const state = budgetState(row, hours.get(row.by)?.get(row.value ?? '') ?? [], nowUs);
    const { spentUsd } = state;
    return {
      name: row.name,
      period: row.period,
      limit_usd: row.limitUsd,
      by: row.by,
      value: row.value,
      period_start: isoOfMicros(state.startUs),
      period_end: isoOfMicros(state.endUs),
      spent_usd: spentUsd,
      share: spentUsd === null ? null : spentUsd / row.limitUsd,
      remaining_usd: spentUsd === null ? null : row.limitUsd - spentUsd,
      projected_usd: state.projectedUsd,
      projected_method: state.method,
      projected_reason: state.projectedReason,
      status: state.status,
      unpriced_calls: state.unpriced,
      created_at: isoOfMicros(row.createdUs),
      updated_at: isoOfMicros(row.updatedUs),
    };
  });
}
