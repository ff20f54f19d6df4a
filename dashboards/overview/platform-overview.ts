import { promql, recorded } from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { model } from '../../alerts/recorded/models.ts';
import { service } from '../../alerts/recorded/services.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen } from '../parts/chosen.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { row } from '../parts/layout.ts';
import { figure, lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

/** The whole at a glance: agents, services, money. */
export function platformOverview(_settings: Settings): DashboardParts {
  return {
    uid: 'platform-overview',
    title: 'Platform overview',
    description: 'The whole at a glance: what agents do and cost, and how services answer.',
    rows: [
      row(
        4,
        figure(
          {
            title: 'Runs of agents?',
            description: 'That ended within an hour, those of agents within agents included.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(promql`sum(${recorded(agent.runsPerHour)}) or vector(0)`, 'runs'),
        ),
        figure(
          {
            title: 'Share that fails?',
            description: 'Of the runs of agents within an hour. Agent performance says which.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(
            promql`(sum(${recorded(agent.runsPerHour, { status: 'failed' })}) or vector(0)) / (sum(${recorded(agent.runsPerHour)}) > 0)`,
            'failed',
          ),
        ),
        figure(
          {
            title: 'Running now?',
            description: 'Runs of agents under way.',
            unit: 'short',
            empty: 'Nothing in this time.',
          },
          ask(promql`sum(${recorded(agent.active)}) or vector(0)`, 'running'),
        ),
        figure(
          {
            title: 'Cost?',
            description: 'Of all models within an hour; those without a price count as nothing.',
            unit: 'currencyUSD',
            empty: 'Nothing in this time.',
          },
          ask(promql`sum(${recorded(model.cost)}) or vector(0)`, 'cost'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Requests?',
            description: 'A second, by service.',
            unit: 'reqps',
            empty: 'Nothing in this time.',
          },
          ask(chosen(service.requests), '{{service_name}}'),
        ),
        lines(
          {
            title: 'Requests that fail?',
            description: 'Share, by service.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(service.failureRatio), '{{service_name}}'),
        ),
        lines(
          {
            title: 'Duration of requests, 95th percentile?',
            description: 'One in twenty takes longer.',
            unit: 'ms',
            empty: 'Nothing in this time.',
          },
          ask(chosen(service.duration95), '{{service_name}}'),
        ),
      ),
    ],
  };
}
