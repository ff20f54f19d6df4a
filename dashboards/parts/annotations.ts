import { fleetMetrics } from '@observatory/shim/conventions';
import {
  countBy,
  type Expr,
  matching,
  maxBy,
  not,
  presentOver,
  promql,
  series,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { chosenBy } from './chosen.ts';
import { sources } from './question.ts';

/** Most points of the time axis: a question a minute, or fewer where the time is long. */
const STEP = '60s';

/** A question whose answers are marks on the time axis of every panel. */
const marks = (name: string, color: string, { promql: expr }: Expr, title: string, text: string) => ({
  name,
  enable: true,
  hide: false,
  iconColor: color,
  datasource: sources.prometheus,
  titleFormat: title,
  textFormat: text,
  target: { refId: 'Anno', datasource: sources.prometheus, expr, interval: STEP, range: true },
  // Before 12.1 Grafana reads the question from here, and some versions after it from the target alone.
  expr,
  step: STEP,
});

/** When alerts of what the variables choose fired; in all of a point's time, since few points are asked for. */
export const alertAnnotation = (labels: readonly string[]) =>
  marks(
    'Alerts',
    'red',
    countBy(
      ['alertname', 'severity'],
      presentOver(
        series(serverMetrics.alerts, { alertstate: 'firing', severity: 'critical', ...chosenBy(labels) }),
        '$__interval',
      ),
    ),
    '{{alertname}}',
    '{{severity}}',
  );

/** When a version of a service began to run: it runs now, and did not in the hour before. */
export const deploymentAnnotation = (labels: readonly string[]) => {
  const kinds = kindsOf(labels);
  const running = (at: (of: Expr) => Expr) =>
    kinds.map((kind) => kind(labels, at)).reduce((one, other) => promql`${one} or ${other}`);
  const now = running((of) => presentOver(of, '$__interval'));
  const before = running((of) => promql`present_over_time(${of}[1h] offset $__interval)`);
  return marks(
    'Deployments',
    'blue',
    promql`(${now}) unless (${before})`,
    '{{service_name}} {{service_version}}',
    '{{deployment_environment_name}}',
  );
};

/** Versions that ran at a time, of what the variables choose. */
type Running = (labels: readonly string[], at: (of: Expr) => Expr) => Expr;

const versioned = (of: Expr) => maxBy(['deployment_environment_name', 'service_name', 'service_version'], of);

/** Of services that send metrics. */
const services: Running = (labels, at) => {
  const chosen = labels.filter((label) => (INFO_LABELS as readonly string[]).includes(label));
  const info = series(serverMetrics.targetInfo, {
    service_version: not(''),
    ...chosenBy(chosen as (typeof INFO_LABELS)[number][]),
    ...(labels.includes('service_name') ? { job: matching('(?:.*/)?(?:$service_name)') } : {}),
  });
  return versioned(promql`label_replace(${at(info)}, "service_name", "$1", "job", "(?:.*/)?(.*)")`);
};
const INFO_LABELS = ['deployment_environment_name', 'host_name', 'job', 'instance'] as const;

/** Of services by the agents that ran in them, whatever they send. */
const agents: Running = (labels, at) => {
  const chosen = AGENT_LABELS.filter((label) => labels.includes(label));
  const info = series(fleetMetrics.agentInfo, { version: not(''), ...chosenBy(chosen) });
  return versioned(promql`label_replace(${at(info)}, "service_version", "$1", "version", "(.*)")`);
};
const AGENT_LABELS = ['deployment_environment_name', 'service_name', 'agent'] as const;

/** Those that the variables of a dashboard can choose among. */
function kindsOf(labels: readonly string[]): readonly Running[] {
  if (labels.includes('agent')) return [agents];
  if (labels.some((label) => ['host_name', 'job', 'instance'].includes(label))) return [services];
  return [services, agents];
}
