import type { AlertCases } from '../../testing/alert-case.ts';

const at = 'job="prometheus",instance="p"';
const labels = { severity: 'warning', job: 'prometheus', instance: 'p' };
const series = `prometheus_tsdb_head_series{${at}}`;

export const seriesCases: AlertCases = {
  SeriesDouble: [
    {
      story: 'From 11,000 to 25,000 within an hour, for three hours.',
      interval: '10m',
      series: { [series]: '11000x150 25000x20 11000x30' },
      at: {
        '26h': [],
        '26h10m': [
          {
            labels,
            description:
              'Prometheus at p has 25k series, more than twice as many as a day ago: a label has too many values.',
          },
        ],
        '29h30m': [],
      },
    },
    {
      story: 'Exactly twice as many.',
      interval: '10m',
      series: { [series]: '11000x150 22000x40' },
      at: { '26h10m': [], '30h': [] },
    },
    {
      story: 'More than twice as many, of few.',
      interval: '10m',
      series: { [series]: '9000x150 20000x40' },
      at: { '26h10m': [], '30h': [] },
    },
  ],
  SeriesFillMemory: [
    {
      story: 'Every five minutes 700 more come to 140,000, for five hours.',
      interval: '5m',
      series: { [series]: '140000+700x60 100000x30' },
      at: {
        '210m': [],
        '215m': [
          {
            labels,
            description: 'Prometheus at p is about to have 371.7k series; its memory is made for 322000.',
          },
        ],
        '305m': [],
      },
    },
    {
      story: 'Many, but no more come.',
      interval: '5m',
      series: { [series]: '300000x90' },
      at: { '4h': [], '7h': [] },
    },
    {
      story: 'A stack starts: few, and more every minute.',
      interval: '5m',
      series: { [series]: '0+1200x60' },
      at: { '2h': [], '5h': [] },
    },
  ],
  RetentionCutShort: [
    {
      story: 'The cap on the disk makes it delete a block.',
      interval: '10m',
      series: { [`prometheus_tsdb_size_retentions_total{${at}}`]: '0x5 1x200' },
      at: {
        '50m': [],
        '60m': [
          {
            labels,
            description:
              'Prometheus at p deleted its oldest metrics 1 times within a day because of `caps.metrics`.',
          },
        ],
        '24h50m': [],
      },
    },
    {
      story: 'It did so days ago.',
      interval: '10m',
      series: { [`prometheus_tsdb_size_retentions_total{${at}}`]: '7x200' },
      at: { '60m': [], '24h': [] },
    },
  ],
  SenderClockAhead: [
    {
      story: 'Samples come that are two minutes ahead, for half an hour.',
      series: {
        [`prometheus_tsdb_head_max_time_seconds{${at}}`]: '0+60x10 780+60x30 2580 2580 2640+60x30',
      },
      at: {
        '20m': [],
        '21m': [{ labels, description: 'Prometheus got samples that are 2m 0s ahead of its clock.' }],
        '42m': [],
      },
    },
    {
      story: 'They are a minute ahead.',
      series: { [`prometheus_tsdb_head_max_time_seconds{${at}}`]: '60+60x60' },
      at: { '20m': [], '60m': [] },
    },
  ],
};
