import type { Settings } from '../../infra/settings/schema.ts';
import {
  allLines,
  commonErrors,
  commonShapes,
  errorLines,
  errorsByAgent,
  linesByLevel,
  linesByService,
  slowLines,
  slowSteps,
  userLines,
} from '../panels/log-lines.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row } from '../parts/layout.ts';

/** What services say: how much, how bad, what most often, and the lines themselves. */
export function logs(_settings: Settings): DashboardParts {
  return {
    uid: 'logs',
    title: 'Logs',
    description:
      'What services and agents log: how much and how bad, what most often, and the lines, each with the way to its trace. Search takes any text, in capitals or not.',
    rows: [
      row(8, linesByLevel(), linesByService(), errorsByAgent()),
      row(11, errorLines()),
      heading('What is said most often'),
      row(10, commonErrors(), commonShapes()),
      heading('What was slow'),
      row(10, slowSteps(), slowLines()),
      heading('One user, and everything'),
      row(10, userLines()),
      row(14, allLines()),
    ],
  };
}
