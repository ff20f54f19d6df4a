import type { AlertCases } from '../../testing/alert-case.ts';
import { growing, once } from './counters.ts';

const loki = 'job="loki",instance="l"';
const requests = (status: string, route = 'loki_api_v1_query_range') =>
  `loki_request_duration_seconds_count{${loki},method="GET",route="${route}",status_code="${status}"}`;
const questions = (result: string) =>
  `jaeger_storage_requests_total{job="jaeger",instance="j",kind="clickhouse",role="tracestore",operation="find_traces",result="${result}"}`;
const flushes = `loki_ingester_chunks_flush_failures_total{${loki}}`;
const diskFull = `loki_ingester_wal_disk_full_failures_total{${loki}}`;
const retention = `loki_compactor_apply_retention_last_successful_run_timestamp_seconds{${loki}}`;

export const backendCases: AlertCases = {
  LokiRequestErrors: [
    {
      story: 'Of twelve questions a minute two fail, for twenty minutes.',
      series: { [requests('500')]: '0x5 0+2x20 40x30', [requests('200')]: '0+10x60' },
      at: {
        '18m': [],
        '19m': [
          {
            labels: { severity: 'warning', job: 'loki', route: 'loki_api_v1_query_range' },
            description:
              '16.67% of the requests of loki to loki_api_v1_query_range end with an error of the server.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'One in ten fails, which is the threshold; and while it starts it is not ready.',
      series: {
        [requests('500')]: '0+1x60',
        [requests('200')]: '0+9x60',
        [requests('503', 'ready')]: '0+10x60',
      },
      at: { '20m': [], '60m': [] },
    },
  ],
  LokiPanics: [
    {
      story: 'A request makes it panic.',
      series: { [`loki_panic_total{${loki}}`]: '0x5 1x30' },
      at: {
        '5m': [],
        '6m': [
          {
            labels: { severity: 'warning', job: 'loki', instance: 'l' },
            description: 'loki at l panicked 1 times within ten minutes.',
          },
        ],
        '15m': [],
      },
    },
    {
      story: 'It panicked long ago.',
      series: { [`loki_panic_total{${loki}}`]: '3x30' },
      at: { '5m': [], '20m': [] },
    },
  ],
  LokiDiscardsLines: [
    {
      story: 'A stream is too fast for ten minutes.',
      series: {
        [`loki_discarded_samples_total{${loki},reason="per_stream_rate_limit",tenant="fake"}`]: growing,
      },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'loki', reason: 'per_stream_rate_limit' },
            description: 'Loki discards 0.017 lines a second: per_stream_rate_limit.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'Some lines are discarded once.',
      series: {
        [`loki_discarded_samples_total{${loki},reason="greater_than_max_sample_age",tenant="fake"}`]: once,
      },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
  LokiCannotStore: [
    {
      story: 'Chunks cannot be written for half an hour.',
      series: { [flushes]: '0x5 0+1x30 30x30', [diskFull]: '0x80' },
      at: {
        '16m': [],
        '17m': [
          {
            labels: { severity: 'warning', job: 'loki', instance: 'l' },
            description: 'loki at l failed 10 times within ten minutes to write; logs wait in its memory.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'One attempt fails.',
      series: { [flushes]: '0x5 1x60', [diskFull]: '0x80' },
      at: { '10m': [], '16m': [], '30m': [] },
    },
  ],
  LokiRetentionStopped: [
    {
      story: 'It deletes every ten minutes, then not for five hours.',
      series: { [retention]: '0x9 600x9 1200x9 1800x300 19860x60' },
      at: {
        '210m': [],
        '211m': [
          {
            labels: { severity: 'warning', job: 'loki' },
            description:
              'Loki last deleted old logs 3h 1m 0s ago; its volume fills, and users that asked for it are not forgotten.',
          },
        ],
        '331m': [],
      },
    },
    {
      story: 'It deleted an hour ago, again and again.',
      series: { [retention]: '0x59 0+60x300' },
      at: { '200m': [], '330m': [] },
    },
  ],
  JaegerCannotStore: [
    {
      story: 'The store takes no spans for ten minutes.',
      series: {
        'otelcol_exporter_send_failed_spans_total{job="jaeger",instance="j",exporter="jaeger_storage_exporter"}':
          growing,
      },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'jaeger', instance: 'j' },
            description:
              'Jaeger at j fails to store 0.017 spans a second; the collector keeps them and tries again.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'One batch is not stored.',
      series: {
        'otelcol_exporter_send_failed_spans_total{job="jaeger",instance="j",exporter="jaeger_storage_exporter"}':
          once,
      },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
  JaegerQueriesFail: [
    {
      story: 'Of twelve questions a minute two fail, for twenty minutes.',
      series: { [questions('err')]: '0x5 0+2x20 40x30', [questions('ok')]: '0+10x60' },
      at: {
        '18m': [],
        '19m': [
          {
            labels: { severity: 'warning', job: 'jaeger', kind: 'clickhouse', operation: 'find_traces' },
            description: '16.67% of the questions find_traces of Jaeger to clickhouse fail.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'One in ten fails, which is the threshold.',
      series: { [questions('err')]: '0+1x60', [questions('ok')]: '0+9x60' },
      at: { '20m': [], '60m': [] },
    },
  ],
};
