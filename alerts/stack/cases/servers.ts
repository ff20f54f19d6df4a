import type { AlertCases } from '../../testing/alert-case.ts';

const pool = (server: string) =>
  `prometheus_target_scrape_pool_targets{job="prometheus",instance="p",scrape_job="${server}"}`;

export const serverCases: AlertCases = {
  ServerDown: [
    {
      story: 'Loki is gone for ten minutes.',
      series: { 'up{job="loki",instance="a"}': '1 1 0x10 1x5', [pool('loki')]: '1x20' },
      at: {
        '2m': [],
        '3m': [],
        '4m': [
          {
            labels: { severity: 'critical', job: 'loki' },
            description: 'No loki has answered Prometheus for two minutes.',
          },
        ],
        '17m': [
          {
            labels: { severity: 'critical', job: 'loki' },
            description: 'No loki has answered Prometheus for two minutes.',
          },
        ],
        '19m': [],
      },
    },
    {
      story: 'The container of the hub is gone, so that there is no target any more.',
      series: { 'up{job="hub",instance="h"}': '1 1 stale', [pool('hub')]: '1 1 0x10 1x5' },
      at: {
        '3m': [],
        '4m': [
          {
            labels: { severity: 'critical', job: 'hub' },
            description: 'No hub has answered Prometheus for two minutes.',
          },
        ],
        '19m': [],
      },
    },
    {
      story: 'A restart of a minute tells nobody.',
      series: { 'up{job="loki",instance="a"}': '1 1 0 0 1x10', [pool('loki')]: '1x20' },
      at: { '3m': [], '4m': [], '6m': [] },
    },
    {
      story: 'One of two hubs is gone, and a target of somebody else.',
      series: {
        'up{job="hub",instance="a"}': '0x20',
        'up{job="hub",instance="b"}': '1x20',
        'up{job="further",instance="db:9187"}': '0x20',
        [pool('kubernetes-pods')]: '0x20',
      },
      at: { '10m': [], '20m': [] },
    },
  ],
  ReplicaDown: [
    {
      story: 'One of two hubs is gone for ten minutes.',
      series: { 'up{job="hub",instance="a"}': '1 1 0x10 1x5', 'up{job="hub",instance="b"}': '1x20' },
      at: {
        '6m': [],
        '7m': [
          {
            labels: { severity: 'warning', job: 'hub', instance: 'a' },
            description: 'hub at a has not answered for five minutes; others of it do.',
          },
        ],
        '19m': [],
      },
    },
    {
      story: 'All of them are gone, which another alert tells.',
      series: { 'up{job="hub",instance="a"}': '0x20', 'up{job="hub",instance="b"}': '0x20' },
      at: { '10m': [], '20m': [] },
    },
    {
      story: 'One is replaced within four minutes.',
      series: { 'up{job="hub",instance="a"}': '1 0x4 1x10', 'up{job="hub",instance="b"}': '1x20' },
      at: { '5m': [], '6m': [], '10m': [] },
    },
  ],
  TargetDown: [
    {
      story: "A database of the user's does not answer for ten minutes.",
      series: { 'up{job="further",instance="db:9187"}': '1 1 0x10 1x5' },
      at: {
        '6m': [],
        '7m': [
          {
            labels: { severity: 'warning', job: 'further', instance: 'db:9187' },
            description: 'further at db:9187 has not answered for five minutes.',
          },
        ],
        '19m': [],
      },
    },
    {
      story: 'It is away for four minutes, and a server of the stack for long.',
      series: {
        'up{job="further",instance="db:9187"}': '1 0x4 1x10',
        'up{job="loki",instance="l"}': '0x20',
      },
      at: { '5m': [], '6m': [], '20m': [] },
    },
  ],
  ServerFlaps: [
    {
      story: 'Jaeger starts three times within six minutes, and then stays.',
      series: { 'up{job="jaeger",instance="j"}': '1x5 0 1 0 1 0 1x40' },
      at: {
        '10m': [],
        '11m': [
          {
            labels: { severity: 'warning', job: 'jaeger', instance: 'j' },
            description: 'jaeger at j went or came 6 times within a quarter of an hour.',
          },
        ],
        '26m': [],
      },
    },
    {
      story: 'It starts twice and then stays away.',
      series: { 'up{job="jaeger",instance="j"}': '1x5 0 1 0 1 0x40' },
      at: { '10m': [], '15m': [], '30m': [] },
    },
  ],
  ScrapeSlow: [
    {
      story: 'A target takes six seconds for half an hour.',
      series: { 'scrape_duration_seconds{job="loki",instance="l"}': '0.1x10 6x30 0.1x30' },
      at: {
        '23m': [],
        '24m': [
          {
            labels: { severity: 'warning', job: 'loki', instance: 'l' },
            description: 'loki at l takes 6s to give its metrics; after 10 s they are lost.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'Five seconds, half of what it may take.',
      series: { 'scrape_duration_seconds{job="loki",instance="l"}': '5x60' },
      at: { '20m': [], '60m': [] },
    },
  ],
  ConfigReloadFailed: [
    {
      story: 'Prometheus refuses its rules until they are mended.',
      series: {
        'prometheus_config_last_reload_successful{job="prometheus",instance="p"}': '1x2 0x20 1x20',
      },
      at: {
        '11m': [],
        '12m': [
          {
            labels: { severity: 'warning', job: 'prometheus', instance: 'p' },
            description: 'prometheus at p goes on with its old configuration: it refused the new one.',
          },
        ],
        '24m': [],
      },
    },
    {
      story: 'Alertmanager refuses its routes.',
      series: {
        'alertmanager_config_last_reload_successful{job="alertmanager",instance="a"}': '1x2 0x20 1x20',
      },
      at: {
        '11m': [],
        '12m': [
          {
            labels: { severity: 'warning', job: 'alertmanager', instance: 'a' },
            description: 'alertmanager at a goes on with its old configuration: it refused the new one.',
          },
        ],
        '24m': [],
      },
    },
    {
      story: 'A mistake is mended within nine minutes.',
      series: {
        'prometheus_config_last_reload_successful{job="prometheus",instance="p"}': '1x2 0x8 1x20',
      },
      at: { '8m': [], '11m': [], '15m': [] },
    },
  ],
};
