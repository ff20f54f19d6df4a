import {
  analyticsQuestion,
  budgetsQuestion,
  diskQuestion,
  failuresQuestion,
  firingQuestion,
  healthQuestion,
  recentQuestion,
  stuckQuestion,
  systemQuestion,
} from '../dashboard/dashboard-questions.ts';
import { minutesUpToNow, PANEL_MINUTES } from '../dashboard/panel-range.ts';
import type { Hub } from '../hub/hub.ts';
import { hubStatusQuestion } from '../hub/queries.ts';
import { askEarly } from '../hub/use-hub-query.ts';
import { rangeQuery, readRange } from '../time-range/time-range.ts';

/** Asks what the first screen of the overview shows, for the range in an address. */
export function askOverview(hub: Hub, search: string): Promise<unknown> {
  const range = readRange(new URLSearchParams(search), PANEL_MINUTES);
  const query = rangeQuery(range);
  return Promise.all([
    askEarly(hub, analyticsQuestion(query)),
    askEarly(hub, failuresQuestion(query)),
    askEarly(hub, firingQuestion),
    askEarly(hub, healthQuestion(minutesUpToNow(range))),
    askEarly(hub, stuckQuestion(query)),
    askEarly(hub, systemQuestion),
    askEarly(hub, recentQuestion('running')),
    askEarly(hub, recentQuestion()),
    askEarly(hub, budgetsQuestion),
    askEarly(hub, diskQuestion),
    askEarly(hub, hubStatusQuestion),
  ]);
}
