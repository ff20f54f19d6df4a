import { increase, not, promql, rate, series, sumBy } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { figure, lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const { alerts, notices, noticesFailed, heldAlerts, silences } = serverMetrics;
const servers = chosenBy(['job', 'instance']);
const nothing = 'No Alertmanager has told of itself in this time, or none is chosen.';

/** Whether people hear of alerts. */
export const alertmanagerPanels = {
  firing: figure(
    {
      title: 'How many alerts fire?',
      description:
        'Of all, but for Watchdog and the like, which only say that alerting works. A click leads to them.',
      unit: 'short',
      empty: 'Prometheus does not answer.',
      links: [{ title: 'Which alerts fire', to: { dashboard: 'alerts', choose: {} } }],
    },
    ask(
      promql`count(${series(alerts, { alertstate: 'firing', severity: not('none') })}) or vector(0)`,
      'firing',
    ),
  ),
  failed: lines(
    {
      title: 'Which notices do not reach people?',
      description:
        'Notices within a quarter of an hour that could not be handed over, by way and reason. Those to the hub are left out, and what a reload broke off.',
      unit: 'short',
      empty: 'Nobody is told: no receiver is set in alerts.receivers.',
      limits: above(0),
      alerts: ['AlertmanagerCannotNotify'],
    },
    ask(
      sumBy(
        ['integration', 'reason'],
        increase(
          series(noticesFailed, { ...servers, reason: not('contextCanceled'), receiver_name: not('hub') }),
          '15m',
        ),
      ),
      '{{integration}}: {{reason}}',
    ),
  ),
  sent: lines(
    {
      title: 'How many notices does Alertmanager send?',
      description: 'A minute, by receiver; the hub keeps the history of alerts.',
      unit: 'short',
      empty: nothing,
      sort: 'mean',
    },
    ask(
      promql`60 * ${sumBy(['receiver_name', 'integration'], rate(series(notices, servers), '$__rate_interval'))}`,
      '{{receiver_name}} by {{integration}}',
    ),
  ),
  held: lines(
    {
      title: 'How many alerts and silences does Alertmanager hold?',
      description:
        'Alerts by state (suppressed: silenced, or held back by a worse one) and silences that are active. Replicas each hold all.',
      unit: 'short',
      empty: nothing,
    },
    ask(promql`max by (state) (${series(heldAlerts, servers)})`, 'alerts {{state}}'),
    ask(promql`max by (state) (${series(silences, { ...servers, state: 'active' })})`, 'silences {{state}}'),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
