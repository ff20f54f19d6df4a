import type { AlertCases } from '../testing/alert-case.ts';

const pod = (metric: string, id = '9f2c') =>
  `${metric}{job="kubelet-cadvisor",instance="n",namespace="shop",pod="cart-0",container="cart",name="${id}",id="/kube/${id}"}`;
const docker = (metric: string) =>
  `${metric}{job="cadvisor",instance="c",name="shop-cart-1",id="/docker/1a"}`;
const cgroup = (metric: string) => `${metric}{job="cadvisor",instance="c",id="/"}`;
const start = (id: string) => pod('container_start_time_seconds', id);

/** Stories of containers in pods and in Docker. */
export const containerCases: AlertCases = {
  ContainerRestarting: [
    {
      story: 'A container of a pod is started anew after ten, fifteen and twenty-five minutes.',
      series: {
        [start('a')]: '100x9 stale',
        [start('b')]: '_x10 700x4 stale',
        [start('c')]: '_x15 1000x9 stale',
        [start('d')]: '_x25 1600x60',
      },
      at: {
        '24m': [],
        '25m': [
          {
            labels: { namespace: 'shop', pod: 'cart-0', container: 'cart', severity: 'warning' },
            description: 'Container cart of pod cart-0 was started anew 3 times within half an hour.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'Docker starts a container anew five times; its CPU time begins at nothing each time.',
      series: {
        [docker('container_cpu_usage_seconds_total')]: '5+1x9 1+1x4 1+1x4 1+1x4 1+1x4 1+1x60',
        [cgroup('container_cpu_usage_seconds_total')]: '0+5x90',
      },
      at: {
        '15m': [],
        '30m': [
          {
            labels: { container: 'shop-cart-1', severity: 'warning' },
            description: 'Container shop-cart-1 was started anew 5 times within half an hour.',
          },
        ],
        '90m': [],
      },
    },
    {
      story: 'Two deploys in half an hour start it anew.',
      series: {
        [start('a')]: '100x9 stale',
        [start('b')]: '_x10 700x4 stale',
        [start('c')]: '_x15 1000x60',
      },
      at: { '16m': [], '30m': [], '60m': [] },
    },
  ],
  ContainerOutOfMemory: [
    {
      story: 'A child of a container in a pod is ended once.',
      series: { [pod('container_oom_events_total')]: '0x9 1x50' },
      at: {
        '9m': [],
        '12m': [
          {
            labels: { namespace: 'shop', pod: 'cart-0', container: 'cart', severity: 'warning' },
            description:
              'Container cart of pod cart-0 ran out of memory: about 1 processes were ended in ten minutes.',
          },
        ],
        '40m': [],
      },
    },
    {
      story: 'It happened before it was measured; of the whole machine nobody is told.',
      series: {
        [docker('container_oom_events_total')]: '4x60',
        [cgroup('container_oom_events_total')]: '0+1x60',
      },
      at: { '10m': [], '60m': [] },
    },
  ],
  ContainerThrottled: [
    {
      story: 'A container is stopped in three periods of ten for forty minutes.',
      series: {
        [docker('container_cpu_cfs_periods_total')]: '0+600x80',
        [docker('container_cpu_cfs_throttled_periods_total')]: '0x5 0+180x40 7200x35',
      },
      at: {
        '20m': [],
        '40m': [
          {
            labels: { container: 'shop-cart-1', severity: 'info' },
            description: 'Container shop-cart-1 was stopped in 30% of its CPU periods.',
          },
        ],
        '75m': [],
      },
    },
    {
      story: 'It is stopped in a quarter of them, which is the limit and not above it.',
      series: {
        [docker('container_cpu_cfs_periods_total')]: '0+600x60',
        [docker('container_cpu_cfs_throttled_periods_total')]: '0+150x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
};
