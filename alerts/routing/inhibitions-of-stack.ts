import type { Inhibition } from './inhibitions.ts';

/** What the collector says of the way to a backend. */
const onTheWay = ['CollectorDropsTelemetry', 'CollectorQueueFilling', 'BackendFedNoMore'];
/** What looks like silence of agents where nothing of them arrives. */
const silence = [
  'RunsStopped',
  'RunStuck',
  'RunsAbandoned',
  'RunsAnomaly',
  'ToolCallsAnomaly',
  'ModelCallsAnomaly',
];

/** A server that is down, and what is seen of it elsewhere. */
const serversDown: readonly Inhibition[] = [
  {
    cause: 'ServerDown',
    silences: ['ReplicaDown', 'TargetDown', 'ServerFlaps', 'ScrapeSlow', 'ConfigReloadFailed'],
    equal: ['job'],
    because: 'a server of which nothing answers is told of once',
  },
  {
    cause: 'ServerDown',
    where: { job: 'agent|collector' },
    silences: [
      ...onTheWay,
      'CollectorRefusesTelemetry',
      'CollectorShortOfMemory',
      'ShimDropsTelemetry',
      ...silence,
      'HealthCheckFailing',
      'TelemetryDeliveryBudgetBurnsFast',
      'TelemetryDeliveryBudgetBurnsSlow',
    ],
    equal: [],
    because: 'all telemetry comes by the collector',
  },
  {
    cause: 'ServerDown',
    where: { job: 'hub' },
    silences: ['HubFallsBehind', 'HubIngestSlow', 'HubRejectsTelemetry', 'HubStoresNothing', ...silence],
    equal: [],
    because: 'the hub is who knows of runs',
  },
  ...(['hub', 'loki', 'jaeger', 'prometheus'] as const).map((server) => ({
    cause: 'ServerDown',
    where: { job: `${server}(-.+)?` },
    silences: [...onTheWay, 'TelemetryDeliveryBudgetBurnsFast', 'TelemetryDeliveryBudgetBurnsSlow'],
    whose: { exporter: `(.+/${server})?` },
    equal: [],
    because: `what is for ${server} waits in the collector`,
  })),
  {
    cause: 'ServerDown',
    where: { job: 'loki(-.+)?' },
    silences: ['LokiRequestErrors', 'LokiCannotStore', 'LokiRetentionStopped'],
    equal: [],
    because: 'the parts of Loki need each other',
  },
  {
    cause: 'ServerDown',
    where: { job: 'clickhouse' },
    silences: ['ServerDown'],
    whose: { job: 'jaeger' },
    equal: [],
    because: 'Jaeger ends without its store',
  },
  {
    cause: 'ServerDown',
    where: { job: 'clickhouse|jaeger' },
    silences: ['JaegerCannotStore', 'JaegerQueriesFail'],
    equal: [],
    because: 'Jaeger stores and finds nothing without its store',
  },
  {
    cause: 'ReplicaDown',
    where: { job: 'alertmanager' },
    silences: ['AlertmanagersDisagree', 'PrometheusCannotNotify'],
    equal: [],
    because: 'the other Alertmanagers, and Prometheus, miss it',
  },
];

/** What goes wrong within servers. */
export const stackInhibitions: readonly Inhibition[] = [
  ...serversDown,
  {
    cause: 'ServerFlaps',
    silences: ['ReplicaDown', 'TargetDown'],
    equal: ['job', 'instance'],
    because: 'who starts again and again is down now and then',
  },
  {
    cause: 'HubWithoutDatabase',
    silences: ['HubFallsBehind', 'HubIngestSlow', 'HubRejectsTelemetry', 'HubStoresNothing', 'HubShedsLoad'],
    equal: ['job'],
    because: 'without its database the hub stores nothing, and what waits piles up',
  },
  ...(['ReplicaDown', 'TargetDown'] as const).map((cause) => ({
    cause,
    silences: ['ScrapeSlow'],
    equal: ['job', 'instance'],
    because: 'scrapes of who is gone wait until they are given up',
  })),
  {
    cause: 'CollectorDropsTelemetry',
    silences: ['CollectorQueueFilling', 'BackendFedNoMore'],
    equal: ['job'],
    because: 'what is dropped waited before',
  },
  {
    cause: 'CollectorDropsTelemetry',
    silences: ['TelemetryDeliveryBudgetBurnsFast', 'TelemetryDeliveryBudgetBurnsSlow'],
    equal: [],
    because: 'what is dropped is not delivered',
  },
  {
    cause: 'BackendFedNoMore',
    silences: ['CollectorQueueFilling'],
    equal: ['job', 'instance', 'exporter', 'data_type'],
    because: 'the queue to who takes nothing fills',
  },
  {
    cause: 'CollectorShortOfMemory',
    silences: ['CollectorRefusesTelemetry'],
    equal: ['job', 'instance'],
    because: 'short of memory it refuses',
  },
  {
    cause: 'CollectorDropsTelemetry',
    silences: ['CollectorRefusesTelemetry'],
    equal: [],
    because: 'while its queue is full a collector refuses what comes, and so do agents before it',
  },
  {
    cause: 'CollectorRefusesTelemetry',
    silences: ['ShimDropsTelemetry'],
    equal: [],
    because: 'what the collector refuses, services drop in the end',
  },
  {
    cause: 'HubFallsBehind',
    silences: ['HubIngestSlow', 'RunStuck', 'RunsStopped'],
    equal: [],
    because: 'a hub that is behind sees signs of life late',
  },
  {
    cause: 'DiskFillsUp',
    silences: ['BackendFedNoMore', 'LokiCannotStore', 'JaegerCannotStore', 'PrometheusStorageFails'],
    equal: [],
    because: 'servers of one machine share its disk',
  },
  ...(['loki', 'jaeger', 'prometheus'] as const).map((server) => ({
    cause: 'VolumeFillsUp',
    where: { persistentvolumeclaim: `.*${server}.*` },
    silences: ['BackendFedNoMore', 'LokiCannotStore', 'JaegerCannotStore', 'PrometheusStorageFails'],
    whose: { job: `${server}(-.+)?|collector|agent`, exporter: `(.+/${server})?` },
    equal: [],
    because: `${server} stores nothing on a full volume`,
  })),
  {
    cause: 'PrometheusStorageFails',
    silences: ['PrometheusRuleFails', 'PrometheusRefusesSamples'],
    equal: ['job', 'instance'],
    because: 'what cannot be written cannot be evaluated',
  },
  {
    cause: 'SenderClockAhead',
    silences: ['PrometheusRefusesSamples'],
    equal: ['job', 'instance'],
    because: 'samples of the future are refused',
  },
  {
    cause: 'SeriesFillMemory',
    silences: ['SeriesDouble'],
    equal: ['job', 'instance'],
    because: 'that they fill the memory is the worse of both',
  },
  {
    cause: 'RemoteWriteLosesSamples',
    silences: ['RemoteWriteBehind'],
    equal: ['job', 'instance', 'remote_name'],
    because: 'what is lost was behind before',
  },
];
