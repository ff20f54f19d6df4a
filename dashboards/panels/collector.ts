import { shimMetrics } from '@observatory/shim/conventions';
import { type Expr, maxBy, promql, rate, series, sumBy } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { collectorSeries } from '../../alerts/recorded/collectors.ts';
import { QUEUE_FULL, queueFullness } from '../../alerts/stack/collector.ts';
import { chosen, chosenBy } from '../parts/chosen.ts';
import { above } from '../parts/limits.ts';
import { figure, lines, type Panel } from '../parts/panel.ts';
import { ask } from '../parts/question.ts';
import { ofChosenServers } from './servers.ts';

const { acceptedSpans, acceptedLogs, acceptedPoints, queueSize } = serverMetrics;
const servers = chosenBy(['job', 'instance']);
const { dropped, refused, memoryRefused, sent } = collectorSeries;
const nothing = 'No collector has told of itself in this time, or none is chosen.';

/** Given up by senders that have the shim; of any server, since they are none. */
const shimDropped: Expr = sumBy(
  ['service_name', 'signal', 'reason'],
  rate(series(shimMetrics.dropped), '$__rate_interval'),
);
const lost = ['CollectorDropsTelemetry', 'ShimDropsTelemetry'];

/** Each panel about telemetry on its way through the collectors, by what it is for. */
export const collectorPanels = {
  lostNow: figure(
    {
      title: 'How much telemetry is lost a second?',
      description:
        'Spans, log records and metric points that did not reach a backend, or did not leave a service with the shim. The lines below say where.',
      unit: 'cps',
      empty: nothing,
      limits: above(0),
      alerts: lost,
    },
    // Whether anything was dropped is told by collectors that tell how much they sent.
    ask(
      promql`(${sumBy([], chosen(dropped))} or 0 * ${sumBy([], chosen(sent))}) + (sum(${shimDropped}) or vector(0))`,
      'lost',
    ),
  ),
  accepted: lines(
    {
      title: 'How much does the collector take in?',
      description: 'Records a second that its receivers took, from services and from its own measurements.',
      unit: 'cps',
      empty: nothing,
      sort: 'mean',
    },
    ask(sumBy([], rate(series(acceptedSpans, servers), '$__rate_interval')), 'spans'),
    ask(sumBy([], rate(series(acceptedLogs, servers), '$__rate_interval')), 'log records'),
    ask(sumBy([], rate(series(acceptedPoints, servers), '$__rate_interval')), 'metric points'),
  ),
  refused: lines(
    {
      title: 'What does the collector refuse?',
      description:
        'Records a second that a receiver refused, or that there was no memory for. Senders try again for a while; then they are lost.',
      unit: 'cps',
      empty: nothing,
      limits: above(0),
      alerts: ['CollectorRefusesTelemetry', 'CollectorShortOfMemory'],
    },
    ask(
      promql`${sumBy(['receiver', 'signal'], chosen(refused))}
or label_replace(${sumBy(['signal'], chosen(memoryRefused))}, "receiver", "memory", "", "")`,
      '{{signal}} at {{receiver}}',
    ),
  ),
  lost: lines(
    {
      title: 'What does not reach its backend?',
      description:
        'Records a second that no queue of the collector took (queue_full) or that a backend refused for good (refused). What waits in a queue is not lost.',
      unit: 'cps',
      empty: nothing,
      limits: above(0),
      alerts: ['CollectorDropsTelemetry'],
    },
    ask(sumBy(['exporter', 'signal', 'cause'], chosen(dropped)), '{{signal}} to {{exporter}}: {{cause}}'),
  ),
  lostBySenders: lines(
    {
      title: 'What do services lose before it is sent?',
      description:
        'Records a second that the shim gave up: its queue was full, or the collector did not take them. Look first whether the collector answers.',
      unit: 'cps',
      empty: 'No service with the shim has told of itself in this time.',
      limits: above(0),
      alerts: ['ShimDropsTelemetry'],
    },
    ask(shimDropped, '{{service_name}} {{signal}}: {{reason}}'),
  ),
  queues: lines(
    {
      title: 'How full are the queues of the collector?',
      description:
        'Share of each queue that is taken up. One that fills has a backend that is away or too slow; what no queue takes is lost.',
      unit: 'percentunit',
      empty: nothing,
      limits: above(QUEUE_FULL),
      alerts: ['CollectorQueueFilling', 'BackendFedNoMore'],
    },
    ask(maxBy(['exporter', 'data_type'], ofChosenServers(queueFullness)), '{{data_type}} to {{exporter}}'),
  ),
  waiting: lines(
    {
      title: 'How many requests wait in the collector?',
      description:
        'In the queues on its disk, by backend. They are sent once the backend takes them, up to the setting outage.',
      unit: 'short',
      empty: nothing,
      alerts: ['BackendFedNoMore', 'CollectorQueueFilling'],
    },
    ask(sumBy(['exporter', 'data_type'], series(queueSize, servers)), '{{data_type}} to {{exporter}}'),
  ),
  sent: lines(
    {
      title: 'How much does each backend take?',
      description: 'Records a second that the collector brought to it, mean of five minutes.',
      unit: 'cps',
      empty: nothing,
      sort: 'mean',
      alerts: ['BackendFedNoMore'],
    },
    ask(sumBy(['exporter', 'data_type'], chosen(sent)), '{{data_type}} to {{exporter}}'),
  ),
} as const satisfies Readonly<Record<string, Panel>>;
