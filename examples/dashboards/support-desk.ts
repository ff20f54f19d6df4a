// A dashboard of one team's own, in the words of docs/dashboards.md. Try it:
//   npx observatory build --set grafana.dashboards=examples/dashboards/support-desk.ts
import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import { promql, sumBy } from '../../alerts/promql/expression.ts';
import { agent } from '../../alerts/recorded/agents.ts';
import { costs } from '../../alerts/recorded/costs.ts';
import { inTime } from '../../dashboards/panels/in-time.ts';
import { chosen, chosenIn, streams } from '../../dashboards/parts/chosen.ts';
import type { DashboardParts } from '../../dashboards/parts/dashboard.ts';
import { heading, row, wide } from '../../dashboards/parts/layout.ts';
import { above } from '../../dashboards/parts/limits.ts';
import { comparison, figure, lines, logLines, rows } from '../../dashboards/parts/panel.ts';
import { ask, askLines, askRows } from '../../dashboards/parts/question.ts';
import type { Settings } from '../../infra/settings/schema.ts';

/** How the agents of the support desk do. */
export const dashboard = ({ hub }: Settings): DashboardParts => ({
  uid: 'support-desk',
  title: 'Support desk',
  description: 'How the agents of the support desk do, and what they cost.',
  rows: [
    row(
      4,
      figure(
        {
          title: 'How many runs are under way?',
          description: 'Of the agents that are chosen, now.',
          unit: 'short',
          empty: 'No agent ran yet.',
        },
        ask(promql`sum(${chosen(agent.active)})`, 'running'),
      ),
      figure(
        {
          title: 'What did they cost?',
          description: 'In the time that is looked at; calls without a price are not in it.',
          unit: 'currencyUSD',
          empty: 'No call with a price ended.',
        },
        ask(promql`sum(${inTime(chosen(costs.agent))})`, 'cost'),
      ),
    ),
    heading('Failures'),
    row(
      8,
      wide(
        16,
        lines(
          {
            title: 'Which share of the runs fails?',
            description: 'Of those that ended within five minutes, by agent. A click leads to the agent.',
            unit: 'percentunit',
            empty: 'No run ended in this time.',
            // Red from where the alert tells.
            limits: above(hub.errorRateThreshold),
            alerts: ['AgentFailing'],
            links: [
              {
                title: 'This agent',
                to: { dashboard: 'agent-performance', choose: { agent: '${__field.labels.agent}' } },
              },
            ],
          },
          ask(chosen(agent.failureRatio), '{{agent}}'),
        ),
      ),
      comparison(
        {
          title: 'How do agents compare?',
          description: 'Runs within an hour and how long one in twenty takes at least.',
          unit: 'short',
          empty: 'No run ended within an hour.',
        },
        {
          Runs: ask(sumBy([ENVIRONMENT, 'agent'], chosen(agent.runsPerHour)), ''),
          'Slowest 5 %': ask(chosen(agent.duration95), ''),
        },
        {
          columns: {
            'Slowest 5 %': { unit: 's' },
            agent: {
              links: [
                {
                  title: 'This agent',
                  to: { dashboard: 'agent-performance', choose: { agent: '${__value.raw}' } },
                },
              ],
            },
          },
          sortBy: 'Runs',
        },
      ),
    ),
    row(
      8,
      rows(
        {
          title: 'Which executions failed last, and why?',
          description: 'The twenty latest. A click leads to the steps in the hub, or to the trace.',
          unit: 'short',
          empty: 'No execution failed in this time.',
        },
        askRows(`
SELECT started_at AS "Started", name AS "Agent", error_type AS "Error", error_message AS "Message",
  id AS "Execution", trace_id AS "Trace"
FROM executions
WHERE status = 'failed' AND kind = 'agent' AND $__timeFilter(started_at) AND ${chosenIn('name', 'agent')}
ORDER BY started_at DESC LIMIT 20`),
        {
          columns: {
            Execution: { links: [{ title: 'Execution', to: { hub: '/executions/${__value.raw}' } }] },
            Trace: { links: [{ title: 'Trace', to: { trace: '${__value.raw}' } }] },
          },
        },
      ),
      logLines(
        {
          title: 'Which errors were logged?',
          description: 'Lines of level error, the newest first; a line opens with the way to its trace.',
          unit: 'string',
          empty: 'No error was logged in this time.',
        },
        askLines(`${streams(ENVIRONMENT)} | detected_level=~\`(?i)error\``),
      ),
    ),
  ],
});
