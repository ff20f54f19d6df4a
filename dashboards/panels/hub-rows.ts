import { chosenIn } from '../parts/chosen.ts';
import type { Column } from '../parts/panel.ts';

const ENVIRONMENT = chosenIn('environment', 'deployment_environment_name');

/** In SQL: executions of the chosen environments, in the time that is looked at. */
export const executionsInTime = `$__timeFilter(started_at) AND ${ENVIRONMENT}`;

/** In SQL: executions that the variables choose, agents by one and workflows by another. */
export const chosenByName = `CASE kind WHEN 'agent' THEN ${chosenIn('name', 'agent')} ELSE ${chosenIn('name', 'workflow')} END`;

/** In SQL: both. */
export const chosenExecutions = `${executionsInTime} AND ${chosenByName}`;

/** In SQL: calls of a kind whose agent the variables choose, or which no agent did. */
export const chosenCalls = (kind: 'model' | 'tool'): string => `$__timeFilter(started_at) AND ${ENVIRONMENT}
  AND kind = '${kind}' AND (coalesce(agent, '') = '' OR ${chosenIn('agent', 'agent')})`;

/** Columns that several tables have, and where a click on them leads. */
export const hubColumns = {
  Execution: { links: [{ title: 'Execution', to: { hub: '/executions/${__value.raw}' } }] },
  Trace: { links: [{ title: 'Trace', to: { trace: '${__value.raw}' } }] },
  User: {
    links: [
      {
        title: 'What this user did',
        to: { dashboard: 'sessions-and-users', choose: { user: '${__value.raw}' } },
      },
    ],
  },
  Session: {
    links: [
      {
        title: 'This session',
        to: { dashboard: 'sessions-and-users', choose: { session: '${__value.raw}' } },
      },
    ],
  },
  Took: { unit: 's' },
  Cost: { unit: 'currencyUSD' },
} as const satisfies Readonly<Record<string, Column>>;
