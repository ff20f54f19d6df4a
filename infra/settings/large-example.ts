import type { PartialSettings } from './schema.ts';

/** Stand-ins for the engines that profile `large` is given: for examples, and to render what it looks like. */
export const largeExample: PartialSettings = {
  stores: {
    metricsUrl: 'https://mimir.example.com/api/v1/push',
    metricsQueryUrl: 'https://mimir.example.com/prometheus',
    bucket: 'observatory-logs',
    bucketEndpoint: 's3.example.com',
    bucketRegion: 'eu-central-1',
    tracesUrl: 'clickhouse.example.com:9440',
  },
};
