import type { AlertCases } from '../../testing/alert-case.ts';
import { growing, once } from './counters.ts';

const rejected = (reason: string) =>
  `observatory_rejected_total{job="hub",instance="h",signal="traces",reason="${reason}"}`;
const delay = (instance: string) => `observatory_fold_delay_seconds{job="hub",instance="${instance}"}`;
const stored = (edge: string) =>
  `observatory_ingest_duration_seconds_bucket{job="hub",instance="h",signal="traces",le="${edge}"}`;
const gauge = (name: string, instance: string) => `${name}{job="hub",instance="${instance}"}`;
const lost =
  'observatory_shim_dropped_total{job="shop",instance="s",service_name="shop",signal="traces",reason="queue_full"}';

export const hubCases: AlertCases = {
  HubRejectsTelemetry: [
    {
      story: 'A sender has records that say nothing, for ten minutes.',
      series: { [rejected('invalid_record')]: growing },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'hub', signal: 'traces', reason: 'invalid_record' },
            description: '0.017 traces a second are refused: invalid_record.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'It sends some once.',
      series: { [rejected('invalid_record')]: once },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
  HubFallsBehind: [
    {
      story: 'One of two hubs tells of a trace that has waited for ninety seconds, for twenty minutes.',
      series: { [delay('a')]: '0x5 90x20 0x20', [delay('b')]: '0x60' },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'hub' },
            description:
              'A trace has waited 1m 30s to become an execution; pages, fleet metrics and their alerts are late.',
          },
        ],
        '31m': [],
      },
    },
    {
      story: 'Traces wait for a minute.',
      series: { [delay('a')]: '60x40' },
      at: { '10m': [], '40m': [] },
    },
  ],
  HubIngestSlow: [
    {
      story: 'Storing takes between two and a half and five seconds, for twenty minutes.',
      series: {
        [stored('1.0')]: '0x60',
        [stored('2.5')]: '0x60',
        [stored('5.0')]: '0x5 0+10x20 200x40',
        [stored('+Inf')]: '0x5 0+10x20 200x40',
      },
      at: {
        '16m': [],
        '17m': [
          {
            labels: { severity: 'warning', job: 'hub', signal: 'traces' },
            description: 'One in a hundred requests with traces takes the hub 4.975s or more to store.',
          },
        ],
        '31m': [],
      },
    },
    {
      story: 'It takes between one and two and a half seconds.',
      series: {
        [stored('1.0')]: '0x60',
        [stored('2.5')]: '0+10x60',
        [stored('5.0')]: '0+10x60',
        [stored('+Inf')]: '0+10x60',
      },
      at: { '20m': [], '60m': [] },
    },
  ],
  HubStoresNothing: [
    {
      story: 'A lock in the database holds up one of two hubs for ten minutes.',
      series: {
        [gauge('observatory_writer_delay_seconds', 'a')]: '0x5 31+60x9 0x30',
        [gauge('observatory_writer_delay_seconds', 'b')]: '0x60',
      },
      at: {
        '6m': [],
        '7m': [
          {
            labels: { severity: 'warning', job: 'hub', instance: 'a' },
            description: 'hub at a has a request that has waited 1m 31s to be stored; senders wait with it.',
          },
        ],
        '17m': [],
      },
    },
    {
      story: 'Requests wait for half a minute, which they may.',
      series: { [gauge('observatory_writer_delay_seconds', 'a')]: '30x60' },
      at: { '10m': [], '60m': [] },
    },
  ],
  HubWithoutDatabase: [
    {
      story: 'One of two hubs loses its database for ten minutes.',
      series: {
        [gauge('observatory_database_up', 'a')]: '1x5 0x9 1x30',
        [gauge('observatory_database_up', 'b')]: '1x60',
      },
      at: {
        '6m': [],
        '7m': [
          {
            labels: { severity: 'warning', job: 'hub', instance: 'a' },
            description:
              'The database of hub at a has not answered for a minute: telemetry waits in the collector, pages and streams stand still.',
          },
        ],
        '17m': [],
      },
    },
    {
      story: 'The database starts again, which takes less than a minute.',
      series: { [gauge('observatory_database_up', 'a')]: '1x5 0 1x30' },
      at: { '6m': [], '8m': [] },
    },
  ],
  HubShedsLoad: [
    {
      story: 'A hub refuses all reads for ten minutes, with a breath in between.',
      series: { [gauge('observatory_shed_level', 'a')]: '0x5 2x4 0 2x4 0x30' },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'hub', instance: 'a' },
            description:
              'hub at a refuses analyses and searches, from level 2 on all reads, at 3 telemetry too: now level 2.',
          },
        ],
        '20m': [],
      },
    },
    {
      story: 'It refuses some for three minutes.',
      series: { [gauge('observatory_shed_level', 'a')]: '0x5 1x2 0x30' },
      at: { '8m': [], '11m': [], '15m': [] },
    },
    {
      story: 'It has much to do and refuses nothing.',
      series: { [gauge('observatory_shed_level', 'a')]: '0x60' },
      at: { '30m': [] },
    },
  ],
  HubWithoutRedis: [
    {
      story: 'One of two hubs loses Redis for ten minutes.',
      series: {
        [gauge('observatory_redis_up', 'a')]: '1x5 0x9 1x30',
        [gauge('observatory_redis_up', 'b')]: '1x60',
      },
      at: {
        '7m': [],
        '8m': [
          {
            labels: { severity: 'warning', job: 'hub', instance: 'a' },
            description:
              'hub at a has not reached Redis for two minutes: what other hubs store is seen a second later, and limits count for each hub by itself.',
          },
        ],
        '17m': [],
      },
    },
    {
      story: 'Redis starts again.',
      series: { [gauge('observatory_redis_up', 'a')]: '1x5 0x1 1x30' },
      at: { '7m': [], '9m': [] },
    },
  ],
  HubDaysNotMade: [
    {
      story: 'No hub makes partitions for half an hour after tomorrow has none.',
      series: {
        [gauge('observatory_days_ahead', 'a')]: '1x5 0x29 2x30',
        [gauge('observatory_days_ahead', 'b')]: '1x5 0x29 2x30',
      },
      at: {
        '20m': [],
        '21m': [
          {
            labels: { severity: 'warning', job: 'hub' },
            description:
              'Hubs make tables two days ahead, every hour; hub has them for 0 days. From midnight UTC on what comes is stored where retention drops it late, and slowly found.',
          },
        ],
        '37m': [],
      },
    },
    {
      story: 'They are made an hour late, with a day to spare.',
      series: { [gauge('observatory_days_ahead', 'a')]: '1x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  ShimDropsTelemetry: [
    {
      story: 'A service makes more spans than it can send, for ten minutes.',
      series: { [lost]: growing },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', service_name: 'shop', signal: 'traces', reason: 'queue_full' },
            description: 'shop loses 0.017 traces a second: queue_full.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'It loses some once.',
      series: { [lost]: once },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
};
