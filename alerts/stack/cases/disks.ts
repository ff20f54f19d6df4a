import type { AlertCases } from '../../testing/alert-case.ts';

const volume = 'namespace="observability",persistentvolumeclaim="data-loki-0"';
const available = `kubelet_volume_stats_available_bytes{${volume}}`;
const capacity = `kubelet_volume_stats_capacity_bytes{${volume}}`;
const disk = (state: string) =>
  `system_filesystem_usage_bytes{host_name="h",mountpoint="/",state="${state}"}`;

export const diskCases: AlertCases = {
  VolumeFillsUp: [
    {
      // At 24 % it has four hours left.
      story: 'A tenth of a percent a minute, until somebody makes it larger.',
      series: { [available]: '400-1x200 900x60', [capacity]: '1000x300' },
      at: {
        '175m': [],
        '177m': [
          {
            labels: {
              severity: 'critical',
              namespace: 'observability',
              persistentvolumeclaim: 'data-loki-0',
            },
            description: 'data-loki-0 in observability has 22.3% left and is full within four hours.',
          },
        ],
        '201m': [],
      },
    },
    {
      story: 'A fifth is free, and stays so.',
      series: { [available]: '200x300', [capacity]: '1000x300' },
      at: { '60m': [], '300m': [] },
    },
    {
      story: 'It fills fast, but more than a quarter is free.',
      series: { [available]: '600-3x100 300x60', [capacity]: '1000x200' },
      at: { '90m': [], '100m': [], '130m': [] },
    },
    {
      story: "A volume of somebody else's fills up.",
      series: {
        'kubelet_volume_stats_available_bytes{namespace="shop",persistentvolumeclaim="data"}': '200-1x200',
        'kubelet_volume_stats_capacity_bytes{namespace="shop",persistentvolumeclaim="data"}': '1000x200',
      },
      at: { '100m': [], '190m': [] },
    },
  ],
  DiskFillsUp: [
    {
      story: 'A tenth of a percent a minute, until somebody removes something.',
      series: { [disk('free')]: '400-1x200 900x60', [disk('used')]: '600+1x200 100x60' },
      at: {
        '175m': [],
        '177m': [
          {
            labels: { severity: 'critical', host_name: 'h', mountpoint: '/' },
            description: '/ of h has 22.3% left and is full within four hours.',
          },
        ],
        '201m': [],
      },
    },
    {
      story: 'A fifth is free, and stays so.',
      series: { [disk('free')]: '200x300', [disk('used')]: '800x300' },
      at: { '60m': [], '300m': [] },
    },
    {
      story: 'It fills fast, but more than a quarter is free.',
      series: { [disk('free')]: '600-3x100 300x60', [disk('used')]: '400+3x100 700x60' },
      at: { '90m': [], '100m': [], '130m': [] },
    },
  ],
};
