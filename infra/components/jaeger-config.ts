import type { Settings } from '../settings/schema.ts';
import { goDuration } from '../settings/units.ts';
import { hasClickHouse } from '../stack/secrets.ts';
import type { Site } from '../stack/site.ts';
import { hostPort } from './host-port.ts';

/** Jaeger's configuration. No batch processor and no queue: a span is answered when it is stored. */
export function jaegerConfig(settings: Settings, site: Site, badgerFolder: string) {
  const metrics = hostPort(site.listen('jaeger', 'metrics'));
  return {
    service: {
      extensions: ['jaeger_storage', 'jaeger_query', 'healthcheckv2'],
      pipelines: { traces: { receivers: ['otlp'], exporters: ['jaeger_storage_exporter'] } },
      telemetry: {
        resource: { 'service.name': 'jaeger' },
        metrics: {
          level: 'normal',
          readers: [{ pull: { exporter: { prometheus: { host: metrics.host, port: metrics.port } } } }],
        },
        logs: { level: 'warn', encoding: 'json' },
      },
    },
    extensions: {
      healthcheckv2: { use_v2: true, http: { endpoint: site.listen('jaeger', 'health') } },
      jaeger_query: {
        storage: { traces: 'traces', metrics: 'metrics' },
        ui: { config_file: site.file('jaeger', 'ui.json') },
        http: { endpoint: site.listen('jaeger', 'query') },
        grpc: { endpoint: site.listen('jaeger', 'query-grpc') },
      },
      jaeger_storage: {
        backends: { traces: traceStore(settings, site, badgerFolder) },
        metric_backends: {
          metrics: {
            prometheus: {
              endpoint: settings.stores.metricsQueryUrl ?? `http://${site.address('prometheus', 'http')}`,
              // As the collector's span metrics stand in Prometheus.
              metric_namespace: 'traces_span_metrics',
              normalize_calls: true,
              normalize_duration: true,
            },
          },
        },
      },
    },
    receivers: {
      otlp: {
        protocols: {
          grpc: { endpoint: site.listen('jaeger', 'otlp-grpc') },
          http: { endpoint: site.listen('jaeger', 'otlp-http') },
        },
      },
    },
    exporters: { jaeger_storage_exporter: { trace_storage: 'traces' } },
  };
}

function traceStore(settings: Settings, site: Site, badgerFolder: string) {
  const { stores } = settings;
  const ttl = goDuration(settings.retention);
  const password =
    hasClickHouse(settings) || stores.tracesPasswordFile !== null
      ? `\${file:${site.secret('jaeger', 'traces-password')}}`
      : '';
  const server = stores.tracesUrl ?? site.address('clickhouse', 'native');
  switch (stores.traces) {
    case 'badger':
      return {
        badger: {
          directories: { keys: `${badgerFolder}/keys`, values: `${badgerFolder}/values` },
          ephemeral: false,
          ttl: { spans: ttl },
        },
      };
    case 'clickhouse':
      return {
        clickhouse: {
          protocol: 'native',
          addresses: [server],
          database: 'jaeger',
          auth: { basic: { username: 'jaeger', password } },
          create_schema: true,
          // 2.13, which runs as a process here, knows neither.
          ...(site.kind === 'process' ? {} : { ttl, ...(server.endsWith(':9440') ? { tls: {} } : {}) }),
        },
      };
    case 'opensearch':
    case 'elasticsearch':
      return {
        [stores.traces]: {
          server_urls: [server],
          auth: {
            basic: {
              username: 'jaeger',
              ...(password === '' ? {} : { password_file: site.secret('jaeger', 'traces-password') }),
            },
          },
        },
      };
    case 'cassandra':
      return {
        cassandra: {
          schema: { keyspace: 'jaeger', create: true, trace_ttl: ttl, dependencies_ttl: ttl },
          connection: { servers: [server], auth: { basic: { username: 'jaeger', password } } },
        },
      };
  }
}
