import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { promql, recorded } from '../alerts/promql/expression.ts';
import { agent } from '../alerts/recorded/agents.ts';
import { model } from '../alerts/recorded/models.ts';
import { service } from '../alerts/recorded/services.ts';
import { dashboard } from './dashboard.ts';
import { row } from './layout.ts';
import { figure, lines } from './panels.ts';
import { chosen, variable } from './variables.ts';

/** The whole at a glance: agents, services, money. */
export function platformOverview(alertLabels: readonly string[]): Dashboard {
  return dashboard(
    {
      uid: 'platform-overview',
      title: 'Platform overview',
      description: 'The whole at a glance: what agents do and cost, and how services answer.',
      variables: [variable('service_name', recorded(service.requests))],
      rows: [
        row(
          4,
          figure(
            {
              title: 'Runs of agents',
              description: 'That ended within an hour, those of agents within agents included.',
              unit: 'short',
            },
            { expr: promql`sum(${recorded(agent.runsPerHour)}) or vector(0)`, legend: 'runs' },
          ),
          figure(
            {
              title: 'Share that fails',
              description: 'Of the runs of agents within an hour. Agent performance says which.',
              unit: 'percentunit',
            },
            {
              expr: promql`(sum(${recorded(agent.runsPerHour, { status: 'failed' })}) or vector(0)) / (sum(${recorded(agent.runsPerHour)}) > 0)`,
              legend: 'failed',
            },
          ),
          figure(
            { title: 'Running now', description: 'Runs of agents under way.', unit: 'short' },
            { expr: promql`sum(${recorded(agent.active)}) or vector(0)`, legend: 'running' },
          ),
          figure(
            {
              title: 'Cost',
              description: 'Of all models within an hour; those without a price count as nothing.',
              unit: 'currencyUSD',
            },
            { expr: promql`sum(${recorded(model.cost)}) or vector(0)`, legend: 'cost' },
          ),
        ),
        row(
          8,
          lines(
            { title: 'Requests', description: 'A second, by service.', unit: 'reqps' },
            { expr: chosen(service.requests, 'service_name'), legend: '{{service_name}}' },
          ),
          lines(
            { title: 'Requests that fail', description: 'Share, by service.', unit: 'percentunit' },
            { expr: chosen(service.failureRatio, 'service_name'), legend: '{{service_name}}' },
          ),
          lines(
            {
              title: 'Duration of requests, 95th percentile',
              description: 'One in twenty takes longer.',
              unit: 'ms',
            },
            { expr: chosen(service.duration95, 'service_name'), legend: '{{service_name}}' },
          ),
        ),
      ],
    },
    alertLabels,
  );
}
