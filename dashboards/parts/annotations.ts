import { countBy, promql, series } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { chosenBy } from './chosen.ts';
import { sources } from './question.ts';

/** A question whose answers are marks on the time axis of every panel. */
const marks = (name: string, color: string, expr: string, title: string, text: string) => ({
  name,
  enable: true,
  hide: false,
  iconColor: color,
  datasource: sources.prometheus,
  expr,
  titleFormat: title,
  textFormat: text,
  step: '60s',
});

/** When alerts of what the variables choose fired. */
export const alertAnnotation = (labels: readonly string[]) =>
  marks(
    'Alerts',
    'red',
    countBy(
      ['alertname', 'severity'],
      series(serverMetrics.alerts, { alertstate: 'firing', severity: 'critical', ...chosenBy(labels) }),
    ).promql,
    '{{alertname}}',
    '{{severity}}',
  );

/** When a version of a service began to run. */
export const deploymentAnnotation = (_labels: readonly string[]) =>
  marks('Deployments', 'blue', promql`vector(0) > 0`.promql, '{{service_name}}', '{{service_version}}');
