import type { AlertCases } from '../testing/alert-case.ts';

const calls = (status: string, kind = 'SERVER', environment = '') =>
  `traces_span_metrics_calls_total{service_name="cart",deployment_environment_name="${environment}",span_name="POST /cart",span_kind="SPAN_KIND_${kind}",status_code="STATUS_CODE_${status}"}`;
const toolCalls =
  'traces_span_metrics_calls_total{service_name="cart",span_name="tools/call add",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_ERROR"}';
const p95 = 'service:request_duration_milliseconds:p95_5m{service_name="cart"}';
const requests = 'service:requests:rate5m{service_name="cart"}';
const buckets = (le: string) =>
  `traces_span_metrics_duration_milliseconds_bucket{service_name="cart",span_name="POST /cart",span_kind="SPAN_KIND_SERVER",status_code="STATUS_CODE_UNSET",le="${le}"}`;
const edge = (what: string, client: string, failed: boolean) =>
  `traces_service_graph_request_${what}{client="${client}",server="orders",connection_type="database",failed="${failed}"}`;

export const servicesCases: AlertCases = {
  ServiceFailing: [
    {
      story: 'Of 25 requests a minute two fail for a quarter of an hour, then none.',
      series: {
        [calls('UNSET')]: '0+25x10 273+23x14 595+25x30',
        [calls('ERROR')]: '0x10 2+2x14 30x30',
      },
      at: {
        '16m': [],
        '20m': [
          {
            labels: { service_name: 'cart', severity: 'critical' },
            description: '8% of the requests to cart failed in the last five minutes.',
          },
        ],
        '45m': [],
      },
    },
    {
      story:
        'Both of the two requests a minute fail, which are ten failures in five minutes; then none is made.',
      series: { [calls('ERROR')]: '0x10 2+2x14 30x30' },
      at: {
        '16m': [],
        '20m': [
          {
            labels: { service_name: 'cart', severity: 'critical' },
            description: '100% of the requests to cart failed in the last five minutes.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'Of seven requests a minute 1.5 fail, which are not quite eight failures in five minutes.',
      series: {
        [calls('UNSET')]: '0+7x10 75.5+5.5x14 160+7x30',
        [calls('ERROR')]: '0x10 1.5+1.5x14 22.5x30',
      },
      at: {
        '16m': [],
        '20m': [
          {
            labels: { service_name: 'cart', severity: 'critical' },
            description: '21.43% of the requests to cart failed in the last five minutes.',
          },
        ],
        '45m': [],
      },
    },
    {
      story: 'One request in twenty fails, which is the limit and not above it; calls of others fail more.',
      series: {
        [calls('UNSET')]: '0+19x60',
        [calls('ERROR')]: '0+1x60',
        [calls('ERROR', 'CLIENT')]: '0+19x60',
        [calls('ERROR', 'INTERNAL')]: '0+19x60',
      },
      at: { '30m': [], '60m': [] },
    },
    {
      story:
        'All requests fail in production; those of the same service in staging, which are far more, do not.',
      series: {
        [calls('ERROR', 'SERVER', 'production')]: '0+2x30',
        [calls('UNSET', 'SERVER', 'staging')]: '0+250x30',
      },
      at: {
        '20m': [
          {
            labels: {
              service_name: 'cart',
              deployment_environment_name: 'production',
              severity: 'critical',
            },
            description: '100% of the requests to cart in production failed in the last five minutes.',
          },
        ],
      },
    },
    {
      story: 'An MCP server whose tools often say no to a model is no service that fails.',
      series: { [calls('UNSET')]: '0+10x30', [toolCalls]: '0+10x30' },
      at: { '15m': [], '30m': [] },
    },
    {
      story: 'A deploy fails thirty requests at once.',
      series: {
        [calls('UNSET')]: '0+25x60',
        [calls('ERROR')]: '0x10 30x50',
      },
      at: { '12m': [], '16m': [], '60m': [] },
    },
    {
      story: 'Of four failures in five minutes nobody is told, though they are all there was.',
      series: { [calls('ERROR')]: '0+0.8x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  ServiceSlow: [
    {
      story: 'After a day at 300 ms one in twenty requests takes longer than 700 ms for an hour and a half.',
      interval: '5m',
      series: { [p95]: '300x288 700x17 300x24', [requests]: '0.1x340' },
      at: {
        '1455m': [],
        '1500m': [
          {
            labels: { service_name: 'cart', severity: 'warning' },
            description:
              'One in twenty requests to cart takes longer than 700 ms, more than twice as long as usual.',
          },
        ],
        '1600m': [],
      },
    },
    {
      story: 'From 100 ms to 400, by few requests.',
      interval: '5m',
      series: { [p95]: '100x288 400x17 100x24', [requests]: '0.07x340' },
      at: {
        '1455m': [],
        '1500m': [
          {
            labels: { service_name: 'cart', severity: 'warning' },
            description:
              'One in twenty requests to cart takes longer than 400 ms, more than twice as long as usual.',
          },
        ],
        '1600m': [],
      },
    },
    {
      story: 'Twice as long as usual, which is the limit and not above it.',
      interval: '5m',
      series: { [p95]: '300x288 600x40', [requests]: '1x340' },
      at: { '1500m': [], '1600m': [] },
    },
    {
      story: 'Ten times as long as usual, but nobody feels 200 ms.',
      interval: '5m',
      series: { [p95]: '20x288 200x40', [requests]: '1x340' },
      at: { '1500m': [], '1600m': [] },
    },
    {
      story: 'By three requests a minute nobody is told.',
      interval: '5m',
      series: { [p95]: '300x288 700x40', [requests]: '0.06x340' },
      at: { '1500m': [], '1600m': [] },
    },
    {
      story: 'After five hours it is not known what is usual.',
      interval: '5m',
      series: { [p95]: '300x60 700x17', [requests]: '1x80' },
      at: { '360m': [], '380m': [] },
    },
    {
      story: 'A night without a request leaves what is usual as it was.',
      series: {
        [buckets('500.0')]: '0+10x480 4800x500 4800+0x70',
        [buckets('1000.0')]: '0+10x480 4800x500 4810+10x70',
        [buckets('+Inf')]: '0+10x480 4800x500 4810+10x70',
        [calls('UNSET')]: '0+10x480 4800x500 4810+10x70',
      },
      at: {
        '990m': [],
        '1030m': [
          {
            labels: { service_name: 'cart', severity: 'warning' },
            description:
              'One in twenty requests to cart takes longer than 975 ms, more than twice as long as usual.',
          },
        ],
      },
    },
  ],
  DependencyFailing: [
    {
      story: 'Of four calls of a database a minute 1.5 fail for half an hour.',
      series: {
        [edge('total', 'cart', false)]: '0+4x10 42.5+2.5x29 117.5+4x30',
        [edge('total', 'cart', true)]: '0x10 1.5+1.5x29 45x30',
        [edge('failed_total', 'cart', true)]: '0x10 1.5+1.5x29 45x30',
      },
      at: {
        '20m': [],
        '30m': [
          {
            labels: { service_name: 'cart', server: 'orders', severity: 'warning' },
            description: '37.5% of the calls of cart to orders failed in the last five minutes.',
          },
        ],
        '60m': [],
      },
    },
    {
      story: 'One call in five fails; those from outside are requests and not calls.',
      series: {
        [edge('total', 'cart', false)]: '0+40x60',
        [edge('total', 'cart', true)]: '0+10x60',
        [edge('failed_total', 'cart', true)]: '0+10x60',
        [edge('total', 'user', true)]: '0+10x60',
        [edge('failed_total', 'user', true)]: '0+10x60',
      },
      at: { '30m': [], '60m': [] },
    },
    {
      story: 'All calls fail, but they are four in five minutes.',
      series: {
        [edge('total', 'cart', true)]: '0+0.8x60',
        [edge('failed_total', 'cart', true)]: '0+0.8x60',
      },
      at: { '30m': [], '60m': [] },
    },
  ],
};
