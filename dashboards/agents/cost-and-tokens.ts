import type { Settings } from '../../infra/settings/schema.ts';
import {
  costByProvider,
  costDistribution,
  costOfModels,
  costOfRun,
  costOfRunners,
  dayByDay,
  priceTableAge,
  spendFigures,
  unpricedCalls,
} from '../panels/cost.ts';
import { costOfFailedRuns, costOfUsers, dearestRuns, weekByWeek } from '../panels/dear-runs.ts';
import { cacheShare, tokenParts, tokensInAndOut, tokensOfRun } from '../panels/tokens.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row, wide } from '../parts/layout.ts';

/** What models cost, who spends it, and what it buys. */
export function costAndTokens(settings: Settings): DashboardParts {
  return {
    uid: 'cost-and-tokens',
    title: 'Cost and tokens',
    description:
      'What models cost, against budgets and the week before; who spends it, and how many tokens it buys.',
    from: 'now-6h',
    rows: [
      row(4, ...spendFigures(settings), unpricedCalls, priceTableAge),
      row(8, dayByDay(settings), costByProvider),
      heading('Who spends it'),
      row(8, wide(14, costOfModels), wide(10, weekByWeek)),
      row(8, costOfRunners('agent'), costOfRunners('workflow')),
      row(8, wide(10, costOfUsers), wide(14, dearestRuns)),
      heading('What a run costs'),
      row(8, costOfRun, costDistribution, costOfFailedRuns),
      heading('Tokens'),
      row(8, tokensInAndOut, tokenParts),
      row(8, cacheShare, tokensOfRun),
    ],
  };
}
