import type { Settings } from '../../infra/settings/schema.ts';
import {
  errorTypes,
  failedCalls,
  failingModels,
  failuresPerHour,
  knownErrors,
  latestErrors,
  recoveryOfAlerts,
  recoveryOfRuns,
  timeToRecovery,
} from '../panels/errors.ts';
import { errorLines } from '../panels/log-lines.ts';
import { runPanels } from '../panels/runs.ts';
import { failingDependencies, failingRequests } from '../panels/services.ts';
import { toolFailures } from '../panels/tools.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row, wide } from '../parts/layout.ts';

/** What fails, since when, why, and how long until it is well again. */
export function errorTracking(settings: Settings): DashboardParts {
  return {
    uid: 'error-tracking',
    title: 'Error tracking',
    description:
      'What fails, from agents and workflows down to the tools, models and services that they need: which errors, which of them are new, why, and how long until it is well again. Agents, workflows, tools, models and services are chosen apart: who chooses an agent still sees the others.',
    rows: [
      row(8, wide(4, failuresPerHour()), wide(4, timeToRecovery()), wide(16, errorTypes())),
      row(9, knownErrors()),
      row(10, latestErrors()),
      heading('Who fails'),
      row(8, runPanels('agent', settings).failing, runPanels('workflow', settings).failing),
      row(8, toolFailures, failingModels(settings)),
      row(8, failingRequests(), failingDependencies()),
      row(8, failedCalls(), errorLines()),
      heading('Time to recovery'),
      row(8, recoveryOfRuns(), recoveryOfAlerts(settings)),
    ],
  };
}
