import type { AlertCases } from '../testing/alert-case.ts';

const delay = (instance: string) =>
  `nodejs_eventloop_delay_p99_seconds{service_name="cart",instance="${instance}"}`;
const files = (which: string) => `process_${which}_fds{job="loki",instance="l"}`;

/** Stories of processes. */
export const processCases: AlertCases = {
  EventLoopSlow: [
    {
      story: 'The event loop of one of two processes is held up for 400 ms for half an hour.',
      series: { [delay('a')]: '0.02x5 0.4x30 0.02x30', [delay('b')]: '0.02x65' },
      at: {
        '15m': [],
        '30m': [
          {
            labels: { service_name: 'cart', severity: 'warning' },
            description: 'One in a hundred turns of the event loop of a process of cart comes 400ms late.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'It is held up for a quarter of a second, which is the limit and not above it.',
      series: { [delay('a')]: '0.25x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
  FileDescriptorsNearlyGone: [
    {
      story: 'Of a thousand files 850 are open for half an hour, in which two scrapes fail.',
      series: { [files('open')]: '200x5 850x8 _ _ 850x19 200x30', [files('max')]: '1000x65' },
      at: {
        '15m': [],
        '17m': [
          {
            labels: { job: 'loki', instance: 'l', severity: 'warning' },
            description: 'loki at l has 85% of its file descriptors open.',
          },
        ],
        '65m': [],
      },
    },
    {
      story: 'Of a thousand files 800 are open, which is the limit and not above it.',
      series: { [files('open')]: '800x60', [files('max')]: '1000x60' },
      at: { '30m': [], '60m': [] },
    },
  ],
};
