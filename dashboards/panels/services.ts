import {
  buckets,
  type Expr,
  matching,
  not,
  observedQuantileBy,
  oneOf,
  promql,
  rate,
  ratio,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { service } from '../../alerts/recorded/services.ts';
import { FAILED_CALLS, FAILED_REQUESTS } from '../../alerts/services/alerts.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { comparison, graph, type Link, lines, type Panel, traceList } from '../parts/panel.ts';
import { ask, askServiceGraph, askTraces, askWithTraces } from '../parts/question.ts';

const { edgeCalls, edgeDuration, edgeFailures, spanCalls, spanDuration } = serverMetrics;
const ofService = chosenBy(['deployment_environment_name', 'service_name'] as const);
const served = { span_kind: oneOf('SPAN_KIND_SERVER', 'SPAN_KIND_CONSUMER'), ...ofService } as const;
const route = ['service_name', 'span_name'] as const;
const WINDOW = '$__rate_interval';

const onlyService = (name: string): Link => ({
  title: 'Only this service',
  to: { dashboard: 'services', choose: { service_name: name } },
});
const onlyLine = onlyService('${__field.labels.service_name}');
const noRequest = 'No service was asked anything in this time, as far as spans of servers say.';

/** Rate of requests by service. */
export const requests = (): Panel =>
  lines(
    {
      title: 'How much is each service asked?',
      description:
        'Requests and messages a second, by service, of spans from any SDK. A line that ends is a service that is gone or no longer reached.',
      unit: 'reqps',
      empty: noRequest,
      links: [onlyLine],
    },
    ask(chosen(service.requests), '{{service_name}}'),
  );

/** Errors by service. */
export const failingRequests = (): Panel =>
  lines(
    {
      title: 'Which service fails?',
      description:
        'Share of the requests of five minutes which failed, by service. Traces on Services and the list of Error tracking say with what.',
      unit: 'percentunit',
      empty: noRequest,
      limits: above(FAILED_REQUESTS),
      alerts: ['ServiceFailing'],
      links: [onlyLine],
    },
    ask(chosen(service.failureRatio), '{{service_name}}'),
  );

/** Duration by service. */
export const slowRequests = (): Panel =>
  lines(
    {
      title: 'Which service is slow?',
      description:
        'One in twenty requests takes longer, by service. ServiceSlow tells when it is twice as long as on the day before.',
      unit: 'ms',
      empty: noRequest,
      alerts: ['ServiceSlow'],
      links: [onlyLine],
    },
    ask(chosen(service.duration95), '{{service_name}}'),
  );

/** Duration by route, with example traces. */
export const slowRoutes = (): Panel =>
  lines(
    {
      title: 'Which route is slow, and in which trace?',
      description:
        'One in twenty requests of a route takes longer; the ten slowest routes at each moment. A diamond is a request: a click on it leads to its trace.',
      unit: 'ms',
      empty: noRequest,
    },
    askWithTraces(
      promql`topk(10, ${observedQuantileBy(0.95, route, buckets(spanDuration, served), WINDOW)})`,
      '{{service_name}} {{span_name}}',
    ),
  );

/** Rate, errors and duration of each route side by side. */
export const routes = (): Panel => {
  const calls = sumBy(route, rate(series(spanCalls, served), '$__range'));
  const failed = sumBy(
    route,
    rate(series(spanCalls, { ...served, status_code: 'STATUS_CODE_ERROR' }), '$__range'),
  );
  return comparison(
    {
      title: 'How do routes compare?',
      description:
        'Rate, errors and duration of each route over the time looked at. What is asked often and takes long is worth most to make faster.',
      unit: 'reqps',
      empty: noRequest,
    },
    {
      'Requests a second': ask(calls, ''),
      Failing: ask(ratio(failed, calls), ''),
      'One in twenty over': ask(
        observedQuantileBy(0.95, route, buckets(spanDuration, served), '$__range'),
        '',
      ),
    },
    {
      columns: {
        'Requests a second': { unit: 'reqps' },
        Failing: { unit: 'percentunit' },
        'One in twenty over': { unit: 'ms' },
        service_name: { links: [onlyService('${__data.fields.service_name}')] },
      },
      sortBy: 'One in twenty over',
    },
  );
};

/** Edges between services as a graph wants them. */
const edge = (of: Expr<string>): Expr =>
  promql`sum by (id, source, target) (label_join(label_replace(label_replace(${of}, "source", "$1", "client", "(.+)"), "target", "$1", "server", "(.+)"), "id", " → ", "client", "server"))`;
const chosenService = matching('$service_name');
const called = { client: [not('user'), chosenService] } as const;
const calling = { client: not('user'), server: chosenService } as const;
const aroundChosen = (of: typeof edgeCalls | typeof edgeFailures): Expr =>
  promql`(${rate(series(of, called), '$__range')} or ${rate(series(of, calling), '$__range')})`;

/** Which service calls which, by metrics made of spans. */
export const serviceMap = (): Panel =>
  graph(
    {
      title: 'Which service calls which, how often and how much in vain?',
      description:
        'Made of all spans before sampling, databases and providers included, of all environments; of a chosen service what it calls and who calls it. Beside an edge: calls a second and, below, how many of them fail.',
      unit: 'cps',
      empty: 'No service called another, a database or a provider in this time.',
    },
    ask(edge(aroundChosen(edgeCalls)), ''),
    ask(edge(aroundChosen(edgeFailures)), ''),
  );

/** The same as Jaeger has it. */
export const jaegerMap = (): Panel =>
  graph(
    {
      title: 'Which service calls which in the traces that Jaeger keeps?',
      description:
        'Calls from service to service, counted in the traces of the time looked at. With badger, the store of a stack of one machine, Jaeger counts the newest hundred traces alone: the map beside has all.',
      unit: 'short',
      empty: 'In no trace of this time does one service call another.',
    },
    askServiceGraph(),
  );

/** What services depend on. */
export const dependencies = (): Panel => {
  const by = ['client', 'server'] as const;
  const calls = sumBy(by, rate(series(edgeCalls, called), '$__range'));
  return comparison(
    {
      title: 'What do services depend on, and does it answer?',
      description:
        'Calls from a service to another, a database or a provider over the time looked at, as the caller saw them.',
      unit: 'cps',
      empty: 'No service called another, a database or a provider in this time.',
      alerts: ['DependencyFailing'],
    },
    {
      'Calls a second': ask(calls, ''),
      Failing: ask(ratio(sumBy(by, rate(series(edgeFailures, called), '$__range')), calls), ''),
      'One in twenty over': ask(observedQuantileBy(0.95, by, buckets(edgeDuration, called), '$__range'), ''),
    },
    {
      columns: {
        'Calls a second': { unit: 'cps' },
        Failing: { unit: 'percentunit', limits: above(FAILED_CALLS) },
        'One in twenty over': { unit: 's' },
      },
      sortBy: 'Failing',
    },
  );
};

/** Dependencies over time. */
export const failingDependencies = (): Panel =>
  lines(
    {
      title: 'Which dependency fails?',
      description:
        'Share of the calls of five minutes which failed, by who called what. A client counts an answer of 404 as a failure.',
      unit: 'percentunit',
      empty: 'No service called another, a database or a provider in this time.',
      limits: above(FAILED_CALLS),
      alerts: ['DependencyFailing'],
    },
    ask(chosen(service.dependencyFailureRatio), '{{service_name}} → {{server}}'),
  );

/** Traces of each chosen service that took long. */
export const slowTraces = (): Panel =>
  traceList(
    {
      title: 'Which traces of $service_name took longer than a second?',
      description: 'Twenty at most, of the time looked at, that Jaeger keeps. A click opens one.',
      unit: 'string',
      empty: 'No trace of this service took longer than a second.',
    },
    askTraces({ service: '$service_name', minDuration: '1s', limit: 20 }),
  );

/** Traces of each chosen service in which something failed. */
export const errorTraces = (): Panel =>
  traceList(
    {
      title: 'Which traces of $service_name have an error?',
      description:
        'Twenty at most, of the time looked at, with a span that failed. Error traces are kept whatever the sampling. A click opens one.',
      unit: 'string',
      empty: 'No trace of this service has an error.',
    },
    askTraces({ service: '$service_name', tags: 'error=true', limit: 20 }),
  );
