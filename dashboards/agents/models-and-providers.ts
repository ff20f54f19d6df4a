import type { Settings } from '../../infra/settings/schema.ts';
import {
  agentsOfModels,
  failedShare,
  firstToken,
  modelCalls,
  modelDurations,
  modelErrors,
  modelFigures,
  modelsCompared,
  modelVersions,
  outputSpeed,
  refusedShare,
  slowerThanUsual,
} from '../panels/models.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** How models answer: how often, how well, how fast, for whom. */
export function modelsAndProviders(settings: Settings): DashboardParts {
  return {
    uid: 'models-and-providers',
    title: 'Models and providers',
    description:
      'How models answer: how often they are called, what fails or is refused, how fast they are, which agents use them.',
    rows: [
      row(4, ...modelFigures),
      row(9, modelsCompared),
      heading('Calls and failures'),
      row(8, modelCalls, modelErrors),
      row(8, failedShare(settings), refusedShare),
      heading('Speed'),
      row(8, modelDurations, slowerThanUsual),
      row(8, firstToken, outputSpeed),
      heading('Who uses which'),
      row(9, agentsOfModels, modelVersions),
    ],
  };
}
