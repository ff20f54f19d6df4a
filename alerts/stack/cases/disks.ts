import type { AlertCases } from '../../testing/alert-case.ts';

const volume = 'namespace="observability",persistentvolumeclaim="data-loki-0"';
const available = `kubelet_volume_stats_available_bytes{${volume}}`;
const capacity = `kubelet_volume_stats_capacity_bytes{${volume}}`;
const disk = (state: string) =>
  `system_filesystem_usage_bytes{host_name="h",mountpoint="/",state="${state}"}`;

const fullVolume = {
  labels: { severity: 'critical', namespace: 'observability', persistentvolumeclaim: 'data-loki-0' },
  description: 'data-loki-0 in observability has 1% left and is full within four hours.',
};
const fullDisk = {
  labels: { severity: 'critical', host_name: 'h', mountpoint: '/' },
  description: '/ of h has 1% left and is full within four hours.',
};

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
      story:
        'It is full, and so nothing more is written to it, for half a day, until somebody makes it larger.',
      series: { [available]: '300x10 10x800 900x60', [capacity]: '1000x900' },
      at: {
        '25m': [],
        '27m': [fullVolume],
        '800m': [fullVolume],
        '812m': [],
      },
    },
    {
      story: 'Five percent are free, and stay so.',
      series: { [available]: '50x300', [capacity]: '1000x300' },
      at: { '60m': [], '300m': [] },
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
      story:
        'It is full, and so nothing more is written to it, for half a day, until somebody removes something.',
      series: { [disk('free')]: '300x10 10x800 900x60', [disk('used')]: '700x10 990x800 100x60' },
      at: { '25m': [], '27m': [fullDisk], '800m': [fullDisk], '812m': [] },
    },
    {
      story: 'Five percent are free, and stay so; a picture of a disk is always full.',
      series: {
        [disk('free')]: '50x300',
        [disk('used')]: '950x300',
        'system_filesystem_usage_bytes{host_name="h",mountpoint="/media",mode="ro",state="free"}': '0x300',
        'system_filesystem_usage_bytes{host_name="h",mountpoint="/media",mode="ro",state="used"}': '9x300',
      },
      at: { '60m': [], '300m': [] },
    },
    {
      story: 'It fills fast, but more than a quarter is free.',
      series: { [disk('free')]: '600-3x100 300x60', [disk('used')]: '400+3x100 700x60' },
      at: { '90m': [], '100m': [], '130m': [] },
    },
  ],
};
