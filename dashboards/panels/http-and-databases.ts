import { platformMetrics } from '@observatory/shim/conventions';
import {
  buckets,
  observations,
  observedQuantileBy,
  promql,
  rate,
  series,
  sumBy,
} from '../../alerts/promql/expression.ts';
import { chosenBy } from '../parts/chosen.ts';
import { lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const { databaseQueryDuration, httpRequests, httpRequestDuration } = platformMetrics;
const ofService = chosenBy(['deployment_environment_name', 'service_name'] as const);
const WINDOW = '$__rate_interval';

/** Queries of databases. */
export const databaseQueries = (): Panel =>
  lines(
    {
      title: 'How long do queries of databases take?',
      description:
        'One in twenty takes longer, by database and operation, of services with the shim. The traces below have the queries.',
      unit: 's',
      empty: 'No service with the shim asked a database in this time.',
    },
    ask(
      observedQuantileBy(
        0.95,
        ['service_name', 'system', 'operation'],
        buckets(databaseQueryDuration, ofService),
        WINDOW,
      ),
      '{{service_name}} {{system}} {{operation}}',
    ),
  );

/** How often databases are asked. */
export const databaseRate = (): Panel =>
  lines(
    {
      title: 'How often are databases asked?',
      description:
        'Queries a second, by database and operation, of services with the shim. Many for each request are a loop around a query.',
      unit: 'cps',
      empty: 'No service with the shim asked a database in this time.',
    },
    ask(
      sumBy(
        ['service_name', 'system', 'operation'],
        rate(observations(databaseQueryDuration, ofService), WINDOW),
      ),
      '{{service_name}} {{system}} {{operation}}',
    ),
  );

/** HTTP requests that the shim counts, by their status. */
export const httpStatus = (): Panel =>
  lines(
    {
      title: 'What do HTTP servers answer?',
      description:
        'Answers a second, by status, of services with the shim. 4xx is what callers did wrong, 5xx what the service did.',
      unit: 'reqps',
      empty: 'No service with the shim was asked over HTTP in this time.',
    },
    ask(
      sumBy(['service_name', 'status'], rate(series(httpRequests, ofService), WINDOW)),
      '{{service_name}} {{status}}',
    ),
  );

/** HTTP requests that the shim measures, by route. */
export const httpRoutes = (): Panel =>
  lines(
    {
      title: 'Which HTTP route takes long?',
      description:
        'One in twenty requests takes longer, by method and route, of services with the shim; the ten slowest at each moment.',
      unit: 's',
      empty: 'No service with the shim was asked over HTTP in this time.',
    },
    ask(
      promql`topk(10, ${observedQuantileBy(0.95, ['service_name', 'method', 'route'], buckets(httpRequestDuration, ofService), WINDOW)})`,
      '{{service_name}} {{method}} {{route}}',
    ),
  );
