import type { Settings } from '../../infra/settings/schema.ts';
import {
  activeOverTime,
  failingSessions,
  failingUsers,
  longestSessions,
  newAndReturning,
  runsOfSession,
  runsOfUser,
  userFigures,
  usersCompared,
} from '../panels/users.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { heading, row, wide } from '../parts/layout.ts';

/** For whom agents work. Ids are in no metric: all of it is read from the hub's executions. */
export function sessionsAndUsers(_settings: Settings): DashboardParts {
  return {
    uid: 'sessions-and-users',
    title: 'Sessions and users',
    description:
      'For whom agents work, and how it goes for them. Whoever may look at this dashboard sees the ids of users; with OBSERVATORY_PSEUDONYM_KEY (docs/shim.md) the shim sends pseudonyms in their place.',
    from: 'now-24h',
    rows: [
      row(4, ...userFigures),
      row(8, activeOverTime, newAndReturning),
      heading('Users'),
      row(9, wide(13, usersCompared), wide(11, failingUsers)),
      row(8, runsOfUser),
      heading('Sessions'),
      row(9, longestSessions, failingSessions),
      row(8, runsOfSession),
    ],
  };
}
