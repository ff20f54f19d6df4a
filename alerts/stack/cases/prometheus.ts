import type { AlertCases } from '../../testing/alert-case.ts';
import { growing, once, still } from './counters.ts';

const at = 'job="prometheus",instance="p"';
const labels = { severity: 'warning', job: 'prometheus', instance: 'p' };
const ofSamples = (tooOld: string) => ({
  [`prometheus_target_scrapes_sample_out_of_order_total{${at}}`]: still,
  [`prometheus_target_scrapes_sample_duplicate_timestamp_total{${at}}`]: still,
  [`prometheus_target_scrapes_sample_out_of_bounds_total{${at}}`]: still,
  [`prometheus_target_scrapes_exceeded_sample_limit_total{${at}}`]: still,
  [`prometheus_tsdb_out_of_order_samples_total{${at},type="float"}`]: still,
  [`prometheus_tsdb_out_of_bound_samples_total{${at},type="float"}`]: still,
  [`prometheus_tsdb_too_old_samples_total{${at},type="float"}`]: tooOld,
});
const ofStorage = (compactions: string) => ({
  [`prometheus_tsdb_compactions_failed_total{${at}}`]: compactions,
  [`prometheus_tsdb_wal_writes_failed_total{${at}}`]: '0x90',
  [`prometheus_tsdb_wal_corruptions_total{${at}}`]: '0x90',
  [`prometheus_tsdb_reloads_failures_total{${at}}`]: '0x90',
  [`prometheus_tsdb_checkpoint_creations_failed_total{${at}}`]: '0x90',
  [`prometheus_tsdb_head_truncations_failed_total{${at}}`]: '0x90',
});
const failures = `prometheus_rule_evaluation_failures_total{${at},rule_group="rules.yml;agent-records"}`;
const duration = `prometheus_rule_group_last_duration_seconds{${at},rule_group="rules.yml;agent-records"}`;
const interval = `prometheus_rule_group_interval_seconds{${at},rule_group="rules.yml;agent-records"}`;
const errors = `prometheus_notifications_errors_total{${at},alertmanager="http://a:9093/api/v2/alerts"}`;
const dropped = `prometheus_notifications_dropped_total{${at}}`;
const cannotNotify = {
  labels,
  description: 'p failed to hand over 5 alerts within five minutes.',
};

export const prometheusCases: AlertCases = {
  PrometheusRuleFails: [
    {
      story: 'A rule fails for ten minutes.',
      series: { [failures]: growing },
      at: {
        '15m': [],
        '16m': [
          {
            labels: { ...labels, rule_group: 'rules.yml;agent-records' },
            description:
              'Rules of rules.yml;agent-records fail: 10 times within ten minutes. Its alerts are blind.',
          },
        ],
        '32m': [],
      },
    },
    {
      story: 'A rule of a group that is evaluated every five minutes fails each time.',
      series: { [failures]: '0x5 1x4 2x4 3x4 4x4 5x30' },
      at: {
        '15m': [],
        '17m': [
          {
            labels: { ...labels, rule_group: 'rules.yml;agent-records' },
            description:
              'Rules of rules.yml;agent-records fail: 2.222 times within ten minutes. Its alerts are blind.',
          },
        ],
        '42m': [],
      },
    },
    {
      story: 'It fails once.',
      series: { [failures]: '0x5 1x40' },
      at: { '10m': [], '12m': [], '16m': [], '20m': [] },
    },
  ],
  PrometheusRulesLate: [
    {
      story: 'Rules take twenty seconds of their fifteen.',
      series: { [duration]: '1x5 20x20 1x20', [interval]: '15x50' },
      at: {
        '13m': [],
        '14m': [
          {
            labels: { ...labels, rule_group: 'rules.yml;agent-records' },
            description:
              'Evaluating rules.yml;agent-records takes 20s, longer than its interval: evaluations are left out.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'They take just as long as they may.',
      series: { [duration]: '15x50', [interval]: '15x50' },
      at: { '20m': [], '50m': [] },
    },
  ],
  PrometheusCannotNotify: [
    {
      story: 'An Alertmanager refuses alerts for ten minutes.',
      series: { [errors]: growing, [dropped]: still },
      at: { '10m': [], '11m': [cannotNotify], '20m': [] },
    },
    {
      story: 'There is no Alertmanager for ten minutes.',
      series: { [dropped]: growing },
      at: { '10m': [], '11m': [cannotNotify], '20m': [] },
    },
    {
      story: 'One attempt fails.',
      series: { [errors]: once, [dropped]: once },
      at: { '9m': [], '11m': [], '20m': [] },
    },
  ],
  PrometheusRefusesSamples: [
    {
      story: 'Samples come that are too old.',
      series: ofSamples('0x5 1+1x20 21x20'),
      at: {
        '15m': [],
        '16m': [
          {
            labels,
            description:
              'About 5 samples within five minutes were out of order, doubled, too old, ahead of time or too many.',
          },
        ],
        '36m': [],
      },
    },
    { story: 'Some come once.', series: ofSamples(once), at: { '9m': [], '16m': [], '30m': [] } },
  ],
  PrometheusStorageFails: [
    {
      story: 'A compaction fails.',
      series: ofStorage('0x5 1x90'),
      at: {
        '5m': [],
        '6m': [{ labels, description: 'p failed 1 times within an hour to write or compact its blocks.' }],
        '65m': [],
      },
    },
    { story: 'Nothing fails.', series: ofStorage('0x90'), at: { '30m': [], '90m': [] } },
  ],
  RemoteWriteBehind: [
    {
      story: 'The store takes nothing for half an hour.',
      series: {
        [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${at},remote_name="mimir",url="u"}`]:
          '0+60x10 600x30 2460+60x30',
      },
      at: {
        '25m': [],
        '26m': [
          {
            labels: { ...labels, remote_name: 'mimir' },
            description: 'What mimir has is 16m 0s old; what waits longer than two hours is lost.',
          },
        ],
        '42m': [],
      },
    },
    {
      story: 'It is five minutes behind, and stays so.',
      series: {
        [`prometheus_remote_storage_queue_highest_sent_timestamp_seconds{${at},remote_name="mimir",url="u"}`]:
          '0x4 0+60x40',
      },
      at: { '10m': [], '20m': [], '40m': [] },
    },
  ],
  RemoteWriteLosesSamples: [
    {
      story: 'The store refuses samples for ten minutes.',
      series: {
        [`prometheus_remote_storage_samples_failed_total{${at},remote_name="mimir",url="u"}`]: growing,
      },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { ...labels, remote_name: 'mimir' },
            description: 'mimir refused 5 samples within five minutes.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'It refuses some once.',
      series: {
        [`prometheus_remote_storage_samples_failed_total{${at},remote_name="mimir",url="u"}`]: once,
      },
      at: { '9m': [], '11m': [], '20m': [] },
    },
  ],
};
