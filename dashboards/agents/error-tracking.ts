import { agent } from '../../alerts/recorded/agents.ts';
import { model } from '../../alerts/recorded/models.ts';
import { service } from '../../alerts/recorded/services.ts';
import { tool } from '../../alerts/recorded/tools.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import type { Settings } from '../../infra/settings/schema.ts';
import { chosen } from '../parts/chosen.ts';
import type { DashboardParts } from '../parts/dashboard.ts';
import { row } from '../parts/layout.ts';
import { lines } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

/** What fails: agents and workflows, and below them tools, models, services. */
export function errorTracking(_settings: Settings): DashboardParts {
  return {
    uid: 'error-tracking',
    title: 'Error tracking',
    description:
      'What fails, from agents and workflows down to the tools, models and services that they need.',
    rows: [
      row(
        8,
        lines(
          {
            title: 'Errors of agents?',
            description: 'Executions a second that failed, by type of error.',
            unit: 'cps',
            empty: 'Nothing in this time.',
          },
          ask(chosen(agent.errors), '{{agent}} {{error_type}}'),
        ),
        lines(
          {
            title: 'Errors of workflows?',
            description: 'Executions a second that failed, by type of error.',
            unit: 'cps',
            empty: 'Nothing in this time.',
          },
          ask(chosen(workflow.errors), '{{workflow}} {{error_type}}'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Calls of tools that fail?',
            description: 'Share of those that ended within five minutes.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(tool.failureRatio), '{{tool}}'),
        ),
        lines(
          {
            title: 'Calls of models that fail?',
            description: 'Inferences a second that failed, by type of error; 429 is a limit of the provider.',
            unit: 'cps',
            empty: 'Nothing in this time.',
          },
          ask(chosen(model.errors), '{{provider}} {{model}} {{error_type}}'),
        ),
      ),
      row(
        8,
        lines(
          {
            title: 'Requests to services that fail?',
            description: 'Share of those within five minutes.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(service.failureRatio), '{{service_name}}'),
        ),
        lines(
          {
            title: 'Calls between services that fail?',
            description: 'Share of the calls of another service, a database or a provider, by who called.',
            unit: 'percentunit',
            empty: 'Nothing in this time.',
          },
          ask(chosen(service.dependencyFailureRatio), '{{service_name}} → {{server}}'),
        ),
      ),
    ],
  };
}
