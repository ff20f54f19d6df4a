import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import { recorded } from '../alerts/promql/expression.ts';
import { agent } from '../alerts/recorded/agents.ts';
import { model } from '../alerts/recorded/models.ts';
import { service } from '../alerts/recorded/services.ts';
import { tool } from '../alerts/recorded/tools.ts';
import { workflow } from '../alerts/recorded/workflows.ts';
import { dashboard } from './dashboard.ts';
import { row } from './layout.ts';
import { lines } from './panels.ts';
import { chosen, variable } from './variables.ts';

/** What fails: agents and workflows, and below them tools, models, services. */
export function errorTracking(alertLabels: readonly string[]): Dashboard {
  return dashboard(
    {
      uid: 'error-tracking',
      title: 'Error tracking',
      description:
        'What fails, from agents and workflows down to the tools, models and services that they need.',
      variables: [
        variable('agent', recorded(agent.runsPerHour)),
        variable('workflow', recorded(workflow.runsPerHour)),
        variable('tool', recorded(tool.calls)),
        variable('provider', recorded(model.calls)),
        variable('model', recorded(model.calls)),
        variable('service_name', recorded(service.requests)),
      ],
      rows: [
        row(
          8,
          lines(
            {
              title: 'Errors of agents',
              description: 'Executions a second that failed, by type of error.',
              unit: 'cps',
            },
            { expr: chosen(agent.errors, 'agent'), legend: '{{agent}} {{error_type}}' },
          ),
          lines(
            {
              title: 'Errors of workflows',
              description: 'Executions a second that failed, by type of error.',
              unit: 'cps',
            },
            { expr: chosen(workflow.errors, 'workflow'), legend: '{{workflow}} {{error_type}}' },
          ),
        ),
        row(
          8,
          lines(
            {
              title: 'Calls of tools that fail',
              description: 'Share of those that ended within five minutes.',
              unit: 'percentunit',
            },
            { expr: chosen(tool.failureRatio, 'tool'), legend: '{{tool}}' },
          ),
          lines(
            {
              title: 'Calls of models that fail',
              description:
                'Inferences a second that failed, by type of error; 429 is a limit of the provider.',
              unit: 'cps',
            },
            {
              expr: chosen(model.errors, 'provider', 'model'),
              legend: '{{provider}} {{model}} {{error_type}}',
            },
          ),
        ),
        row(
          8,
          lines(
            {
              title: 'Requests to services that fail',
              description: 'Share of those within five minutes.',
              unit: 'percentunit',
            },
            { expr: chosen(service.failureRatio, 'service_name'), legend: '{{service_name}}' },
          ),
          lines(
            {
              title: 'Calls between services that fail',
              description: 'Share of the calls of another service, a database or a provider, by who called.',
              unit: 'percentunit',
            },
            {
              expr: chosen(service.dependencyFailureRatio, 'service_name'),
              legend: '{{service_name}} → {{server}}',
            },
          ),
        ),
      ],
    },
    alertLabels,
  );
}
