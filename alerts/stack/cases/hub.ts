import type { AlertCases } from '../../testing/alert-case.ts';
import { growing, once } from './counters.ts';

const rejected = (reason: string) =>
  `observatory_rejected_total{job="hub",instance="h",signal="traces",reason="${reason}"}`;
const delay = (instance: string) => `observatory_fold_delay_seconds{job="hub",instance="${instance}"}`;
const stored = (edge: string) =>
  `observatory_ingest_duration_seconds_bucket{job="hub",instance="h",signal="traces",le="${edge}"}`;
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
