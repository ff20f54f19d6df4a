import type { AlertCase, AlertCases } from '../testing/alert-case.ts';

const hub = 'job="hub",instance="h"';
const runs = (status: string, environment = '') =>
  `observatory_runs_total{${hub},deployment_environment_name="${environment}",agent="clerk",workflow="",status="${status}"}`;
const tools = (status: string) =>
  `observatory_tool_calls_total{${hub},agent="clerk",workflow="",tool="search",status="${status}"}`;
const runTime = (part: string, le = '') =>
  `observatory_run_duration_seconds_${part}{${hub},agent="clerk",workflow="",status="success"${le}}`;
const firstToken = (part: string, le = '') =>
  `observatory_time_to_first_token_seconds_${part}{${hub},provider="openai",model="gpt-5"${le}}`;
const spans = (name: string) => `otelcol_${name}_spans{job="collector",instance="c"}`;

/** Ten a minute for two hours, then as many of another kind for half an hour, then the first again. */
const first = '0+10x120 1200x29 1210+10x120';
const second = '0x120 10+10x29 300x120';
/** The same, counted together. */
const together = '0+10x270';

const fires = (slo: string, labels: Readonly<Record<string, string>>, description: string) => [
  { labels: { severity: 'critical', slo, ...labels }, description },
];

const lowTraffic: AlertCase[] = [
  {
    story: 'Of three runs in an hour one fails.',
    series: {
      [runs('success')]: '0x10 1x20 2x120',
      [runs('failed')]: '_x40 1x120',
      [`up{${hub}}`]: '1x180',
    },
    at: { '42m': [], '45m': [], '60m': [], '80m': [] },
  },
  {
    story: 'Four runs in a day, all failed: too few to wake somebody.',
    series: { [runs('success')]: '0x400', [runs('failed')]: '0x20 1x80 2x80 3x80 4x80' },
    at: { '25m': [], '105m': [], '190m': [], '270m': [], '300m': [] },
  },
];

/** Thirty minutes of fast burn that somebody was told of, and a slow one that goes on for half a day. */
const toldAlready = (alert: string, slo: string, own: string, ratio: string, bad: string) => ({
  [`ALERTS{alertname="${alert}BudgetBurnsFast",alertstate="firing",severity="critical",slo="${slo}"${own}}`]:
    '_x6 1x6 _x200',
  ...Object.fromEntries(
    ['1d', '2h', '3d', '6h'].map((window) => [
      `slo:error_ratio:rate${window}{slo="${slo}"${own}}`,
      `0x6 ${ratio}x150 0x50`,
    ]),
  ),
  [`slo:errors:increase5m{slo="${slo}"${own}}`]: `0x6 ${bad}x150 0x50`,
});

/** Stories of the counters that the SLOs are made of. */
export const counterStories: AlertCases = {
  RunSuccessBudgetBurnsFast: [
    {
      story: 'All runs fail for half an hour, ten a minute: told within a quarter of an hour.',
      series: { [runs('success')]: first, [runs('failed')]: second },
      at: {
        '120m': [],
        '127m': [],
        '135m': fires(
          'run-success',
          { agent: 'clerk' },
          'Runs of clerk: 21.67% were bad in the last hours, where 1% may be. Objective: 99% of runs succeed.',
        ),
        '200m': [],
      },
    },
    {
      story: 'All runs in staging fail for half an hour: what production may spend is not touched.',
      series: {
        [runs('success', 'staging')]: first,
        [runs('failed', 'staging')]: second,
        [runs('success', 'production')]: together,
      },
      at: {
        '135m': fires(
          'run-success',
          { deployment_environment_name: 'staging', agent: 'clerk' },
          'Runs of clerk in staging: 21.67% were bad in the last hours, where 1% may be. Objective: 99% of runs succeed.',
        ),
        '200m': [],
      },
    },
    {
      story: 'A new agent fails each of its ten runs, one in six minutes; its hub was there before.',
      series: {
        [runs('failed')]: '_x10 1x5 2x5 3x5 4x5 5x5 6x5 7x5 8x5 9x5 10x120',
        [`up{${hub}}`]: '1x200',
      },
      at: {
        '30m': [],
        '36m': fires(
          'run-success',
          { agent: 'clerk' },
          'Runs of clerk: 100% were bad in the last hours, where 1% may be. Objective: 99% of runs succeed.',
        ),
        '120m': [],
      },
    },
    {
      story: 'Two hubs, one of which starts anew: a counter that begins again is no growth below zero.',
      series: {
        [runs('success')]: '0+10x60 0+10x60',
        'observatory_runs_total{job="hub",instance="i",agent="clerk",workflow="",status="success"}':
          '0+10x121',
        [runs('failed')]: '40x121',
      },
      at: { '62m': [], '65m': [], '120m': [] },
    },
    ...lowTraffic,
  ],
  RunLatencyBudgetBurnsFast: [
    {
      story:
        'All runs take longer than 51.2 s for half an hour: 30 % of six hours would be needed, or 72 % of one.',
      series: { [runTime('count')]: together, [runTime('bucket', ',le="51.2"')]: first },
      at: { '150m': [], '155m': [] },
    },
    {
      story: 'All runs take longer for an hour.',
      series: {
        [runTime('count')]: '0+10x300',
        [runTime('bucket', ',le="51.2"')]: '0+10x120 1200x59 1210+10x120',
      },
      at: {
        '155m': [],
        '175m': fires(
          'run-latency',
          { agent: 'clerk' },
          'Runs of clerk: 88.33% were bad in the last hours, where 5% may be. Objective: 95% of runs that succeed take at most 51.2 s.',
        ),
        '240m': [],
      },
    },
  ],
  ToolSuccessBudgetBurnsFast: [
    {
      story: 'A tool fails each call for half an hour.',
      series: { [tools('success')]: first, [tools('failed')]: second },
      at: {
        '127m': [],
        '135m': fires(
          'tool-success',
          { agent: 'clerk', tool: 'search' },
          'Calls of search by clerk: 21.67% were bad in the last hours, where 1% may be. Objective: 99% of tool calls succeed.',
        ),
        '200m': [],
      },
    },
  ],
  FirstTokenBudgetBurnsFast: [
    {
      story: 'No answer begins within 2.56 s for an hour.',
      series: {
        [firstToken('count')]: '0+10x300',
        [firstToken('bucket', ',le="2.56"')]: '0+10x120 1200x59 1210+10x120',
      },
      at: {
        '155m': [],
        '175m': fires(
          'first-token',
          { provider: 'openai', model: 'gpt-5' },
          'Answers of gpt-5 by openai: 88.33% were bad in the last hours, where 5% may be. Objective: 95% of streamed answers begin within 2.56 s.',
        ),
        '240m': [],
      },
    },
  ],
  TelemetryDeliveryBudgetBurnsFast: [
    {
      story: 'A store refuses one span in ten for good for a quarter of an hour.',
      series: {
        [spans('receiver_accepted')]: '0+1000x270',
        [spans('exporter_send_failed')]: '0x120 100+100x14 1500x120',
      },
      at: {
        '122m': [],
        '135m': fires(
          'telemetry-delivery',
          {},
          'Telemetry on its way into the stores: 2.167% were bad in the last hours, where 0.1% may be. Objective: 99.9% of spans, log records and metric points are delivered.',
        ),
        '200m': [],
      },
    },
    {
      story:
        'A shim that cannot send drops more than the collector takes; an agent before the collectors counts nothing.',
      series: {
        [spans('receiver_accepted')]: '0+10x270',
        'otelcol_exporter_send_failed_spans{job="agent",instance="a"}': '0+10x270',
        'observatory_shim_dropped_total{job="shop",instance="s",signal="traces",reason="queue_full"}':
          '0x120 100+100x14 1500x120',
      },
      at: {
        '120m': [],
        '135m': fires(
          'telemetry-delivery',
          {},
          'Telemetry on its way into the stores: 68.42% were bad in the last hours, where 0.1% may be. Objective: 99.9% of spans, log records and metric points are delivered.',
        ),
        '200m': [],
      },
    },
    {
      story: 'The hub refuses requests and the collector sends them again, without end: nothing is lost.',
      series: {
        [spans('receiver_accepted')]: '0+1000x270',
        'observatory_rejected_total{job="hub",instance="h",signal="traces",reason="OBS_STORE_UNAVAILABLE"}':
          '0x120 500+500x149',
      },
      at: { '135m': [], '200m': [] },
    },
  ],
  TelemetryDeliveryBudgetBurnsSlow: [
    {
      story: 'The fast burn told of it: the ticket comes where it goes on for six hours more.',
      interval: '5m',
      series: toldAlready('TelemetryDelivery', 'telemetry-delivery', '', '0.02', '50'),
      at: {
        '1h': [],
        '6h': [],
        '8h': [
          {
            labels: { severity: 'warning', slo: 'telemetry-delivery' },
            description:
              'Telemetry on its way into the stores: 2% were bad in the last days, where 0.1% may be. Objective: 99.9% of spans, log records and metric points are delivered.',
          },
        ],
        '16h': [],
      },
    },
  ],
  RunSuccessBudgetBurnsSlow: [
    {
      story: 'The fast burn told of this agent: the ticket comes where it goes on for six hours more.',
      interval: '5m',
      series: {
        ...toldAlready('RunSuccess', 'run-success', ',agent="clerk"', '0.2', '5'),
        'ALERTS{alertname="RunSuccessBudgetBurnsFast",alertstate="firing",severity="critical",slo="run-success",agent="other"}':
          '1x220',
      },
      at: {
        '1h': [],
        '6h': [],
        '8h': [
          {
            labels: { severity: 'warning', slo: 'run-success', agent: 'clerk' },
            description:
              'Runs of clerk: 20% were bad in the last days, where 1% may be. Objective: 99% of runs succeed.',
          },
        ],
        '16h': [],
      },
    },
    {
      story: 'The fast burn told of staging: of production nobody knows, so its ticket comes at once.',
      interval: '5m',
      series: {
        ...toldAlready(
          'RunSuccess',
          'run-success',
          ',deployment_environment_name="staging",agent="clerk"',
          '0.2',
          '5',
        ),
        ...toldAlready(
          'Other',
          'run-success',
          ',deployment_environment_name="production",agent="clerk"',
          '0.2',
          '5',
        ),
      },
      at: {
        '25m': [],
        '2h': [
          {
            labels: {
              severity: 'warning',
              slo: 'run-success',
              deployment_environment_name: 'production',
              agent: 'clerk',
            },
            description:
              'Runs of clerk in production: 20% were bad in the last days, where 1% may be. Objective: 99% of runs succeed.',
          },
        ],
      },
    },
    {
      story: 'Four runs in a hundred fail for a day, a hundred each five minutes.',
      interval: '5m',
      series: {
        [runs('success')]: '0+100x288 28896+96x288 56548+100x288',
        [runs('failed')]: '0x288 4+4x288 1156x288',
      },
      at: {
        '24h': [],
        '30h': [],
        '47h': [
          {
            labels: { severity: 'warning', slo: 'run-success', agent: 'clerk' },
            description:
              'Runs of clerk: 3.833% were bad in the last days, where 1% may be. Objective: 99% of runs succeed.',
          },
        ],
        '71h': [],
      },
    },
  ],
};
