import type { AlertCases } from '../testing/alert-case.ts';

const load = 'system_cpu_load_average_5m{host_name="vm"}';
const cpu = (core: number, state: string) =>
  `system_cpu_utilization_ratio{host_name="vm",cpu="cpu${core}",state="${state}"}`;
const twoCpus = { [cpu(0, 'idle')]: '0.5x60', [cpu(0, 'user')]: '0.5x60', [cpu(1, 'idle')]: '0.5x60' };
const memory = (state: string) => `system_memory_usage_bytes{host_name="vm",state="${state}"}`;
const available = 'system_linux_memory_available_bytes{host_name="vm"}';
const tenGigabytes = { [memory('used')]: '6e9x60', [memory('cached')]: '4e9x60' };
const queue = (device: string) =>
  `system_disk_weighted_io_time_seconds_total{host_name="vm",device="${device}"}`;
const inodes = (mountpoint: string, state: string) =>
  `system_filesystem_inodes_usage{host_name="vm",mountpoint="${mountpoint}",device="/dev/vda",state="${state}"}`;
const network = (what: string, direction: string) =>
  `system_network_${what}_total{host_name="vm",device="eth0",direction="${direction}"}`;

/** Stories of machines. */
export const machineCases: AlertCases = {
  HostOverloaded: [
    {
      story: 'Nine tasks for two CPUs for half an hour.',
      series: { ...twoCpus, [load]: '1x5 9x30 1x24' },
      at: {
        '20m': [],
        '30m': [
          {
            labels: { host_name: 'vm', severity: 'warning' },
            description: '4.5 tasks a CPU run or wait on host vm.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'Eight tasks for two CPUs, which is the limit and not above it.',
      series: { ...twoCpus, [load]: '8x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  HostMemoryNearlyGone: [
    {
      story: 'Of ten gigabytes 0.4 are available for half an hour, though four are cached.',
      series: { ...tenGigabytes, [available]: '4e9x5 0.4e9x30 4e9x24' },
      at: {
        '12m': [],
        '30m': [
          {
            labels: { host_name: 'vm', severity: 'warning' },
            description: '96% of the memory of host vm is used.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'Of ten gigabytes 0.51 are available.',
      series: { ...tenGigabytes, [available]: '0.51e9x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  HostDiskSaturated: [
    {
      story: 'Twelve reads and writes wait for a disk for forty minutes; a part of it says the same.',
      series: {
        [queue('vda')]: '0+6x5 36+720x40 28836+6x30',
        [queue('dm-0')]: '0+6x5 36+720x40 28836+6x30',
      },
      at: {
        '25m': [],
        '40m': [
          {
            labels: { host_name: 'vm', device: 'vda', severity: 'warning' },
            description: '12 reads and writes wait for disk vda of host vm on average.',
          },
        ],
        '75m': [],
      },
    },
    {
      story: 'Ten wait, which is the limit and not above it.',
      series: { [queue('vda')]: '0+600x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  HostInodesNearlyGone: [
    {
      story: 'Four in a hundred inodes are free for half an hour, then old files are deleted.',
      series: {
        [inodes('/data', 'used')]: '90x5 96x30 50x24',
        [inodes('/data', 'free')]: '10x5 4x30 50x24',
        [inodes('/boot/efi', 'used')]: '0x60',
        [inodes('/boot/efi', 'free')]: '0x60',
      },
      at: {
        '20m': [],
        '30m': [
          {
            labels: { host_name: 'vm', mountpoint: '/data', severity: 'warning' },
            description: '4% of the inodes of /data on host vm are free.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'Five in a hundred are free, which is the limit and not below it.',
      series: { [inodes('/data', 'used')]: '95x60', [inodes('/data', 'free')]: '5x60' },
      at: { '30m': [], '60m': [] },
    },
    {
      story: 'Nine in a hundred are free.',
      series: { [inodes('/data', 'used')]: '91x60', [inodes('/data', 'free')]: '9x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  HostNetworkErrors: [
    {
      story: 'Of 3000 packets a minute 45 have errors for forty minutes.',
      series: {
        [network('packets', 'receive')]: '0+2000x80',
        [network('packets', 'transmit')]: '0+1000x80',
        [network('errors', 'receive')]: '0x5 0+45x40 1800x35',
        [network('errors', 'transmit')]: '0x80',
      },
      at: {
        '25m': [],
        '40m': [
          {
            labels: { host_name: 'vm', device: 'eth0', severity: 'warning' },
            description: '1.5% of the packets of eth0 on host vm have errors.',
          },
        ],
        '75m': [],
      },
    },
    {
      story: 'One packet in a hundred has an error, which is the limit and not above it.',
      series: {
        [network('packets', 'receive')]: '0+60000x60',
        [network('errors', 'receive')]: '0+600x60',
      },
      at: { '30m': [], '60m': [] },
    },
    {
      story: 'A tenth of few packets has errors, which are thirty a minute.',
      series: {
        [network('packets', 'receive')]: '0+300x60',
        [network('errors', 'receive')]: '0+30x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
};
