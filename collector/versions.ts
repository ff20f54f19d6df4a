/** Lines of collector versions that configurations are rendered for: the newest that builds from source, and the pinned image. */
export const collectorVersions = ['0.111', '0.159'] as const;
export type CollectorVersion = (typeof collectorVersions)[number];

interface VersionFacts {
  /** Release of the components that are not yet 1.x. */
  readonly release: string;
  /** Release of the core modules that are 1.x, such as the providers of configuration. */
  readonly stable: string;
  /** Names of components that were renamed; the old ones are aliases that warn. */
  readonly names: { readonly otlp: string; readonly otlpHttp: string; readonly spanMetrics: string };
  /** The telemetry of the collector itself is configured by readers, not by an address. */
  readonly metricReaders: boolean;
  /** Metrics made from spans carry the resource of their spans only when asked for. */
  readonly resourceOnRequest: boolean;
  /** Its data model has the names of events; before, only an attribute tells them. */
  readonly eventNames: boolean;
  /** A queue's file that a loss of power broke is put aside instead of stopping the start. */
  readonly recreatesStorage: boolean;
}

/** All that differs between the versions. */
export const versionFacts: Readonly<Record<CollectorVersion, VersionFacts>> = {
  '0.111': {
    release: '0.111.0',
    stable: '1.17.0',
    names: { otlp: 'otlp', otlpHttp: 'otlphttp', spanMetrics: 'spanmetrics' },
    metricReaders: false,
    resourceOnRequest: false,
    eventNames: false,
    recreatesStorage: false,
  },
  '0.159': {
    release: '0.159.0',
    stable: '1.65.0',
    names: { otlp: 'otlp_grpc', otlpHttp: 'otlp_http', spanMetrics: 'span_metrics' },
    metricReaders: true,
    resourceOnRequest: true,
    eventNames: true,
    recreatesStorage: true,
  },
};
