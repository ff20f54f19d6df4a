import { fleetMetrics, shimMetrics } from '@observatory/shim/conventions';
import { type Expr, promql, rate, recorded, series, sumBy } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { cardinality, MOST_METRICS } from '../../alerts/recorded/series.ts';
import { chosenBy } from '../parts/chosen.ts';
import { lines, type Panel, ranking, stacked } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';

const { seriesCreated, seriesRemoved, spanCalls } = serverMetrics;
const servers = chosenBy(['job', 'instance']);
const services = chosenBy(['deployment_environment_name', 'service_name']);
const notYet = 'Series are counted every five minutes; the first time is still before you.';
const sets = (of: Expr, ...labels: readonly string[]): Expr => ({
  promql: `count(count by (${labels.join(', ')}) (${of.promql}))`,
});
const WINDOW = '$__rate_interval';

/** How many series there are, whose, and why. */
export const cardinalityPanels = {
  bySender: stacked(
    {
      title: 'Who makes how many series?',
      description:
        'Series by the server or service that they are of, and those that rules make. Counted every five minutes, as counting all takes time.',
      unit: 'short',
      empty: notYet,
      alerts: ['SeriesDouble', 'SeriesFillMemory'],
    },
    ask(recorded(cardinality.ofSender), '{{sender}}'),
  ),
  byMetric: ranking(
    {
      title: 'Which metrics have most series?',
      description: `The ten first of the ${MOST_METRICS} that are counted every five minutes. A histogram has a series for each bucket of each set of labels.`,
      unit: 'short',
      empty: notYet,
      alerts: ['SeriesDouble'],
    },
    ask(promql`topk(10, ${recorded(cardinality.ofMetric)})`, '{{metric}}'),
  ),
  churn: lines(
    {
      title: 'How fast do series come and go?',
      description:
        'Series that Prometheus begins and forgets a second. Many that live short are ids in labels, or processes that start again and again.',
      unit: 'cps',
      empty: 'Prometheus has not told of itself in this time, or is not chosen.',
      alerts: ['SeriesDouble'],
    },
    ask(sumBy([], rate(series(seriesCreated, servers), WINDOW)), 'begun'),
    ask(sumBy([], rate(series(seriesRemoved, servers), WINDOW)), 'forgotten'),
  ),
  labelSets: lines(
    {
      title: 'How many sets of labels are there?',
      description:
        'Combinations that really occur: what models of which agents, which tools of which agents, which spans of which services. Each of them multiplies with the buckets of its histograms.',
      unit: 'short',
      empty: 'Neither an agent nor a span has been seen in this time.',
      sort: 'last',
    },
    ask(
      sets(series(fleetMetrics.llmCalls), 'agent', 'workflow', 'provider', 'model'),
      'agent, workflow, provider and model',
    ),
    ask(sets(series(fleetMetrics.toolCalls), 'agent', 'workflow', 'tool'), 'agent, workflow and tool'),
    ask(
      sets(series(spanCalls), 'service_name', 'span_name', 'span_kind', 'status_code'),
      'service, span, kind and status',
    ),
  ),
  cutLabels: lines(
    {
      title: 'Which labels are cut so that series stay few?',
      description:
        'Measurements a second that lost a label in the shim, or whose label became _OTHER: it was an id, nobody had declared it, or it had too many values.',
      unit: 'cps',
      empty: 'No service with the shim has told of itself in this time.',
    },
    ask(
      // The shim has no such series before the first one.
      promql`sum by (service_name, metric, label, reason) (${rate(series(shimMetrics.droppedLabels, services), WINDOW)})
or 0 * sum by (service_name) (${rate(series(shimMetrics.overhead, services), WINDOW)})`,
      '{{service_name}} {{metric}} {{label}} {{reason}}',
    ),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
