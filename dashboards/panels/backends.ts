import {
  buckets,
  notMatching,
  observations,
  observedQuantileBy,
  promql,
  rate,
  ratio,
  series,
  sumBy,
  total,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { FAILING, jaegerFailures, lokiFailures } from '../../alerts/stack/backends.ts';
import { chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { ofChosenServers } from './servers.ts';

const metrics = serverMetrics;
const servers = chosenBy(['job', 'instance']);
const WINDOW = '$__rate_interval';
const noLoki = 'Loki has not told of itself in this time, or is not chosen.';
const noJaeger = 'Jaeger has not told of itself in this time, or is not chosen.';
const notAsked = 'Nobody asked Jaeger anything in this time.';

const lokiLines = sumBy([], rate(series(metrics.lokiLines, servers), WINDOW));
/** What people and the collector ask; what Loki asks itself is left out. */
const asked = { ...servers, route: notMatching('ready|metrics|/.*') } as const;
const byQuestion = ['kind', 'operation'] as const;

/** Each panel about Loki itself. */
export const lokiPanels = {
  lines: lines(
    {
      title: 'How many log lines does Loki take in?',
      description:
        'A second, and streams that it holds open: many streams of few lines each are slow and dear.',
      unit: 'short',
      empty: noLoki,
      sort: 'mean',
    },
    ask(lokiLines, 'lines a second'),
    ask(sumBy([], series(metrics.lokiStreams, servers)), 'open streams'),
  ),
  discarded: lines(
    {
      title: 'Which log lines does Loki discard?',
      description:
        'A second, by reason: too old, too long, too many. Senders do not hear of it; the runbook says which limit it was.',
      unit: 'cps',
      empty: noLoki,
      limits: above(0),
      alerts: ['LokiDiscardsLines'],
    },
    ask(
      // Loki has no such series before the first one.
      promql`${sumBy(['reason'], rate(series(metrics.lokiDiscarded, servers), WINDOW))} or 0 * ${lokiLines}`,
      '{{reason}} discarded',
    ),
  ),
  failures: lines(
    {
      title: 'Which requests to Loki fail?',
      description: 'Share of the requests that ended with an error of the server, by route.',
      unit: 'percentunit',
      empty: noLoki,
      limits: above(FAILING),
      alerts: ['LokiRequestErrors', 'LokiPanics', 'LokiCannotStore'],
    },
    ask(ofChosenServers(lokiFailures(WINDOW), 'job'), '{{route}}'),
  ),
  duration: lines(
    {
      title: 'How long does Loki take to answer?',
      description:
        '99th percentile of requests by route: taking lines in, and questions of panels and people.',
      unit: 's',
      empty: noLoki,
    },
    ask(observedQuantileBy(0.99, ['route'], buckets(metrics.lokiRequests, asked), WINDOW), '{{route}}'),
  ),
} as const satisfies Readonly<Record<string, Panel>>;

/** Each panel about Jaeger itself. */
export const jaegerPanels = {
  stored: lines(
    {
      title: 'How many spans does Jaeger store, and how many not?',
      description:
        'A second. What it could not store is kept by the collector, which tries again until the setting outage is over.',
      unit: 'cps',
      empty: noJaeger,
      alerts: ['JaegerCannotStore'],
    },
    ask(sumBy([], rate(series(metrics.jaegerStored, servers), WINDOW)), 'stored'),
    ask(sumBy([], rate(series(metrics.jaegerNotStored, servers), WINDOW)), 'not stored'),
  ),
  failures: lines(
    {
      title: 'Which questions to Jaeger fail?',
      description: 'Share of the questions, by the store that was asked and what it was asked for.',
      unit: 'percentunit',
      empty: notAsked,
      limits: above(FAILING),
      alerts: ['JaegerQueriesFail'],
    },
    ask(ofChosenServers(jaegerFailures(WINDOW), 'job'), '{{operation}} of {{kind}}'),
  ),
  duration: lines(
    {
      title: 'How long do questions to Jaeger take?',
      description: 'Mean, by the store that was asked and what it was asked for.',
      unit: 's',
      empty: notAsked,
    },
    ask(
      ratio(
        sumBy(byQuestion, rate(total(metrics.jaegerLatency, servers), WINDOW)),
        sumBy(byQuestion, rate(observations(metrics.jaegerLatency, servers), WINDOW)),
      ),
      '{{operation}} of {{kind}}',
    ),
  ),
} as const satisfies Readonly<Record<string, Panel>>;

/** Each panel about Grafana itself. */
export const grafanaPanels = {
  requests: lines(
    {
      title: 'How does Grafana answer?',
      description: 'Requests a second by status; those with 5 fail, and their panels stay empty.',
      unit: 'reqps',
      empty: 'Grafana has told nothing: it does not run as a process, only in containers.',
    },
    ask(
      promql`sum by (status_code) (${rate(observations(metrics.grafanaRequests, servers), WINDOW)})`,
      '{{status_code}}',
    ),
  ),
  duration: lines(
    {
      title: 'How long does Grafana take to answer?',
      description: '95th percentile of all its requests, those of panels to the stores included.',
      unit: 's',
      empty: 'Grafana has told nothing: it does not run as a process, only in containers.',
    },
    ask(observedQuantileBy(0.95, [], buckets(metrics.grafanaRequests, servers), WINDOW), '95th percentile'),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
