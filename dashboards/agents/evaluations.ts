import type { Settings } from '../../infra/settings/schema.ts';
import {
  evaluationFigures,
  evaluationsCompared,
  fallen,
  labels,
  latestFeedback,
  scoreSpread,
  scores,
  scoresByModel,
  scoresByVersion,
  worstExecutions,
} from '../panels/evaluations.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** How good answers are, as judges and users see it. */
export function evaluations(_settings: Settings): DashboardParts {
  return {
    uid: 'evaluations',
    title: 'Evaluations',
    description:
      'How good the answers of agents are: what evaluators and users say, over time, by version and model, and which executions to look at first. Workflows are chosen by a variable of their own: they stay when an agent is chosen.',
    rows: [
      row(4, ...evaluationFigures()),
      row(8, evaluationsCompared()),
      heading('Over time'),
      row(8, scores(), fallen()),
      row(8, scoreSpread(), labels()),
      heading('What makes the difference'),
      row(8, scoresByVersion(), scoresByModel()),
      heading('Where to look'),
      row(9, worstExecutions(), latestFeedback()),
    ],
  };
}
