import type { AlertCases } from '../testing/alert-case.ts';

const cpu = (state: string, core: number) =>
  `system_cpu_utilization_ratio{host_name="vm",cpu="cpu${core}",state="${state}"}`;
const memory = (state: string) => `system_memory_usage_bytes{host_name="vm",state="${state}"}`;
const available = 'system_linux_memory_available_bytes{host_name="vm"}';
const pod = (metric: string) =>
  `${metric}{job="kubelet-cadvisor",instance="n",namespace="shop",pod="cart-0",container="cart",name="9f2c",id="/kube/9f2c"}`;
const docker = (metric: string) =>
  `${metric}{job="cadvisor",instance="c",name="shop-cart-1",id="/docker/1a"}`;
const processCpu = (mode: string, instance: string, host = '') =>
  `process_cpu_utilization_ratio{service_name="cart",instance="${instance}",cpu_mode="${mode}"${host === '' ? '' : `,host_name="${host}"`}}`;
const heap = (space: string) =>
  `v8js_memory_heap_used_bytes{service_name="cart",instance="a",v8js_heap_space_name="${space}"}`;
const heapMax = 'v8js_memory_heap_max_bytes{service_name="cart",instance="a"}';
const probe = (url: string, statusClass: string, code: number) =>
  `httpcheck_status{http_url="${url}",http_method="GET",http_status_class="${statusClass}",http_status_code="${code}"}`;
const url = 'http://cart:8080/health';

/** Stories of CPU, memory and health checks. */
export const resourceCases: AlertCases = {
  HighCpu: [
    {
      story: 'Both CPUs of a host are nine tenths busy for half an hour; its process says so as well.',
      series: {
        [cpu('idle', 0)]: '0.9x5 0.05x30 0.9x30',
        [cpu('wait', 0)]: '0x5 0.05x30 0x30',
        [cpu('idle', 1)]: '0.9x5 0.1x30 0.9x30',
        [cpu('user', 0)]: '0.1x5 0.9x30 0.1x30',
        [processCpu('user', 'a', 'vm')]: '0.1x5 0.88x30 0.1x30',
      },
      at: {
        '16m': [],
        '30m': [
          {
            labels: { host_name: 'vm', severity: 'warning' },
            description: 'host vm uses 90% of its CPU.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'A container in a pod uses 1.8 of the two CPUs that it may use.',
      series: {
        [pod('container_cpu_usage_seconds_total')]: '0+6x5 30+108x30 3270+6x30',
        [pod('container_spec_cpu_quota')]: '200000x65',
        [pod('container_spec_cpu_period')]: '100000x65',
      },
      at: {
        '14m': [],
        '30m': [
          {
            labels: { namespace: 'shop', pod: 'cart-0', container: 'cart', severity: 'warning' },
            description: 'container cart of pod cart-0 uses 90% of its CPU.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'A container of Docker uses 0.9 of the one CPU that it may use.',
      series: {
        [docker('container_cpu_usage_seconds_total')]: '0+6x5 30+54x30 1650+6x30',
        [docker('container_spec_cpu_quota')]: '100000x65',
        [docker('container_spec_cpu_period')]: '100000x65',
      },
      at: {
        '14m': [],
        '30m': [
          {
            labels: { container: 'shop-cart-1', severity: 'warning' },
            description: 'container shop-cart-1 uses 90% of its CPU.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'Nobody measures the host or the containers; one of two processes is at nine tenths.',
      series: {
        [processCpu('user', 'a')]: '0.1x5 0.8x30 0.1x30',
        [processCpu('system', 'a')]: '0.1x65',
        [processCpu('user', 'b')]: '0.2x65',
      },
      at: {
        '16m': [],
        '30m': [
          {
            labels: { service_name: 'cart', severity: 'warning' },
            description: 'A process of cart uses 90% of its CPU.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'Host, container and process use not quite four fifths; a container without a limit uses much.',
      series: {
        [cpu('idle', 0)]: '0.21x60',
        [cpu('wait', 0)]: '0x60',
        [processCpu('user', 'a')]: '0.79x60',
        [pod('container_cpu_usage_seconds_total')]: '0+47x60',
        [pod('container_spec_cpu_quota')]: '100000x60',
        [pod('container_spec_cpu_period')]: '100000x60',
        [docker('container_cpu_usage_seconds_total')]: '0+600x60',
        [docker('container_spec_cpu_period')]: '100000x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
  HighMemory: [
    {
      story: 'Of sixteen gigabytes one and a half are available for half an hour, though much is cached.',
      series: {
        [available]: '8e9x5 1.6e9x30 8e9x30',
        [memory('used')]: '8e9x65',
        [memory('free')]: '1e9x65',
        [memory('cached')]: '6e9x65',
        [memory('buffered')]: '1e9x65',
        [memory('slab_reclaimable')]: '2e9x65',
      },
      at: {
        '16m': [],
        '30m': [
          {
            labels: { host_name: 'vm', severity: 'warning' },
            description: 'host vm uses 90% of its memory.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'A container in a pod uses nine tenths of its limit.',
      series: {
        [pod('container_memory_working_set_bytes')]: '1e8x5 9e8x30 1e8x30',
        [pod('container_spec_memory_limit_bytes')]: '1e9x65',
      },
      at: {
        '14m': [],
        '30m': [
          {
            labels: { namespace: 'shop', pod: 'cart-0', container: 'cart', severity: 'warning' },
            description: 'container cart of pod cart-0 uses 90% of its memory.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: "The two spaces of a process's heap hold nine tenths of what it may grow to.",
      series: {
        [heap('new_space')]: '1e8x65',
        [heap('old_space')]: '1e8x5 8e8x30 1e8x30',
        [heapMax]: '1e9x65',
      },
      at: {
        '14m': [],
        '30m': [
          {
            labels: { service_name: 'cart', severity: 'warning' },
            description: 'The heap of a process of cart uses 90% of its memory.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'Host, container and heap hold not quite four fifths; a container has no limit.',
      series: {
        [available]: '2.1e9x60',
        [memory('used')]: '7.9e9x60',
        [memory('free')]: '2.1e9x60',
        [pod('container_memory_working_set_bytes')]: '7.9e8x60',
        [pod('container_spec_memory_limit_bytes')]: '1e9x60',
        [docker('container_memory_working_set_bytes')]: '9e9x60',
        [docker('container_spec_memory_limit_bytes')]: '0x60',
        [heap('old_space')]: '7.9e8x60',
        [heapMax]: '1e9x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
  HealthCheckFailing: [
    {
      story: 'A service answers 503 for five minutes.',
      interval: '15s',
      series: {
        [probe(url, '2xx', 200)]: '1x39 _x20 1x40',
        [probe(url, '2xx', 503)]: '_x40 0x19',
        [probe(url, '5xx', 503)]: '_x40 1x19',
      },
      at: {
        '12m45s': [],
        '14m': [
          {
            labels: { http_url: url, severity: 'warning' },
            description:
              'Of the probes of http://cart:8080/health in the last two minutes 0% were answered well.',
          },
        ],
        '24m': [],
      },
    },
    {
      story: 'A third of the probes is answered well.',
      interval: '15s',
      series: {
        [probe(url, '2xx', 200)]: `1x20 ${'_ _ 1 '.repeat(20)}1x40`,
        [probe(url, '2xx', 0)]: `_x21 ${'0 0 _ '.repeat(20)}`,
      },
      at: {
        '15m': [
          {
            labels: { http_url: url, severity: 'warning' },
            description:
              'Of the probes of http://cart:8080/health in the last two minutes 37.5% were answered well.',
          },
        ],
        '29m': [],
      },
    },
    {
      story: 'A restart takes ninety seconds, and once a probe is lost.',
      interval: '15s',
      series: {
        [probe(url, '2xx', 200)]: '1x39 _x6 1x20 _ 1x40',
        [probe(url, '2xx', 0)]: '_x40 0x5 _x21 0',
      },
      at: { '11m30s': [], '12m': [], '13m': [], '17m': [] },
    },
  ],
};
