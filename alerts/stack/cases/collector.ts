import type { AlertCases } from '../../testing/alert-case.ts';
import { growing, once } from './counters.ts';

const at = 'job="collector",instance="c"';
const drops = (exporter: string, signal: string, cause: string) => ({
  labels: { severity: 'critical', job: 'collector', instance: 'c', exporter, signal, cause },
  description: `0.017 ${signal} a second do not reach ${exporter}: ${cause}.`,
});
const size = `otelcol_exporter_queue_size{${at},exporter="otlp/jaeger",data_type="traces"}`;
// As 0.111 tells it: without `data_type`.
const capacity = `otelcol_exporter_queue_capacity{${at},exporter="otlp/jaeger"}`;
const sent = `otelcol_exporter_sent_spans{${at},exporter="otlp/jaeger"}`;

export const collectorCases: AlertCases = {
  CollectorDropsTelemetry: [
    {
      story: 'Loki refuses lines for good for ten minutes.',
      series: { [`otelcol_exporter_send_failed_log_records{${at},exporter="otlphttp/loki"}`]: growing },
      at: { '10m': [], '11m': [drops('otlphttp/loki', 'logs', 'refused')], '26m': [] },
    },
    {
      story: "Jaeger's queue is full for ten minutes, counted from the first time on.",
      series: {
        [`otelcol_exporter_enqueue_failed_spans{${at},exporter="otlp/jaeger"}`]: '_x5 1+1x10 11x30',
      },
      at: { '10m': [], '11m': [drops('otlp/jaeger', 'traces', 'queue_full')], '26m': [] },
    },
    {
      story: 'The same with points, of which the backend also refuses some.',
      series: {
        [`otelcol_exporter_enqueue_failed_metric_points{${at},exporter="otlphttp/hub"}`]: growing,
        [`otelcol_exporter_send_failed_metric_points{${at},exporter="otlphttp/hub"}`]: growing,
      },
      at: {
        '10m': [],
        '11m': [drops('otlphttp/hub', 'metrics', 'queue_full'), drops('otlphttp/hub', 'metrics', 'refused')],
        '26m': [],
      },
    },
    {
      story: 'Of sixty lines one is refused.',
      series: {
        [`otelcol_exporter_send_failed_log_records{${at},exporter="otlphttp/loki"}`]: growing,
        [`otelcol_exporter_sent_log_records{${at},exporter="otlphttp/loki"}`]: '0+60x50',
      },
      at: { '13m': [], '14m': [drops('otlphttp/loki', 'logs', 'refused')], '26m': [] },
    },
    {
      story: 'One sender of bad lines among many: of two hundred one is refused.',
      series: {
        [`otelcol_exporter_send_failed_log_records{${at},exporter="otlphttp/loki"}`]: growing,
        [`otelcol_exporter_sent_log_records{${at},exporter="otlphttp/loki"}`]: '0+200x50',
      },
      at: { '11m': [], '15m': [], '26m': [] },
    },
    {
      story: 'One batch is refused; and an agent gives data back to its senders.',
      series: {
        [`otelcol_exporter_send_failed_log_records{${at},exporter="otlphttp/loki"}`]: once,
        'otelcol_exporter_send_failed_spans{job="agent",instance="a",exporter="loadbalancing"}': growing,
      },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
  CollectorRefusesTelemetry: [
    {
      story: 'Spans are refused for ten minutes.',
      series: { [`otelcol_receiver_refused_spans{${at},receiver="otlp",transport="http"}`]: growing },
      at: {
        '10m': [],
        '11m': [
          {
            labels: {
              severity: 'warning',
              job: 'collector',
              instance: 'c',
              receiver: 'otlp',
              signal: 'traces',
            },
            description:
              'collector at c refuses 0.017 traces a second at otlp; senders try again for a while.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'One batch is refused.',
      series: { [`otelcol_receiver_refused_log_records{${at},receiver="otlp",transport="grpc"}`]: once },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
  CollectorShortOfMemory: [
    {
      story: 'The memory is short for ten minutes.',
      series: { [`otelcol_processor_refused_log_records{${at},processor="memory_limiter"}`]: growing },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'collector', instance: 'c', signal: 'logs' },
            description: 'collector at c has no memory for 0.017 logs a second.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'It is short for a moment.',
      series: { [`otelcol_processor_refused_log_records{${at},processor="memory_limiter"}`]: once },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
  CollectorQueueFilling: [
    {
      story: 'A queue is 71 % full for eleven minutes.',
      series: { [size]: '70x3 71x10 10x10', [capacity]: '100x30' },
      at: {
        '8m': [],
        '9m': [
          {
            labels: {
              severity: 'warning',
              job: 'collector',
              instance: 'c',
              exporter: 'otlp/jaeger',
              data_type: 'traces',
            },
            description: 'The queue of traces to otlp/jaeger is 71% full: its backend is away or too slow.',
          },
        ],
        '15m': [],
      },
    },
    {
      story: 'It stays at 70 %.',
      series: { [size]: '70x30', [capacity]: '100x30' },
      at: { '10m': [], '30m': [] },
    },
  ],
  BackendFedNoMore: [
    {
      story: 'Jaeger takes nothing for twenty minutes.',
      series: { [size]: '0x5 3x20 0x10', [sent]: '0+10x5 50x20 60+10x10' },
      at: {
        '14m': [],
        '15m': [
          {
            labels: {
              severity: 'warning',
              job: 'collector',
              instance: 'c',
              exporter: 'otlp/jaeger',
              data_type: 'traces',
            },
            description: 'otlp/jaeger takes no traces; 3 requests wait on disk until it does.',
          },
        ],
        '27m': [],
      },
    },
    {
      story: 'It takes little, while much waits.',
      series: { [size]: '300x40', [sent]: '0+1x40' },
      at: { '10m': [], '20m': [], '40m': [] },
    },
    {
      story: 'Nobody sends anything.',
      series: { [size]: '0x40', [sent]: '50x40' },
      at: { '10m': [], '20m': [], '40m': [] },
    },
  ],
};
