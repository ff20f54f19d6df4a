import { Attr } from '@observatory/shim/conventions';
import type { Settings } from '../settings/schema.ts';
import { durationSeconds, sizeBytes } from '../settings/units.ts';
import type { lokiParts } from '../stack/ports.ts';
import type { Site } from '../stack/site.ts';
import { hostPort } from './host-port.ts';

export type LokiPart = (typeof lokiParts)[number];
export type LokiServer = 'loki' | `loki-${LokiPart}`;

/** What streams are told apart by: few values each. All else is structured metadata, ids above all. */
const INDEX_LABELS = [
  Attr.serviceName,
  Attr.serviceNamespace,
  Attr.deploymentEnvironment,
  'k8s.cluster.name',
  'k8s.namespace.name',
];

const HOUR_S = 3600;
const DAY_S = 24 * HOUR_S;

/** Loki's configuration, for all of it in one process or for one part. */
export function lokiConfig(settings: Settings, site: Site, server: LokiServer, data: string) {
  const { stores, replicas } = settings;
  const alone = server === 'loki';
  const gossips = !alone || replicas.loki > 1;
  const retentionS = durationSeconds(settings.retention) ?? 0;
  const outageS = durationSeconds(settings.outage) ?? 0;
  // Loki takes a line that is older than its stream's newest by up to half the age of a chunk.
  const chunkAgeS = Math.max(2 * HOUR_S, 2 * outageS + HOUR_S / 2);
  const http = hostPort(site.listen(server, 'http'));
  const grpc = hostPort(site.listen(server, 'grpc'));
  const store = stores.logs === 's3' ? 's3' : 'filesystem';
  const memory = sizeBytes(settings.resources.loki.memory.limit) ?? 0;
  return {
    ...(alone ? {} : { target: server.slice('loki-'.length) }),
    auth_enabled: false,
    analytics: { reporting_enabled: false },
    server: {
      http_listen_address: http.host,
      http_listen_port: http.port,
      grpc_listen_address: grpc.host,
      grpc_listen_port: grpc.port,
      // Requests of the collector are cut to this size, with room for a batch after an outage.
      grpc_server_max_recv_msg_size: 33_554_432,
      grpc_server_max_send_msg_size: 33_554_432,
      log_level: 'warn',
      log_format: 'json',
    },
    common: {
      path_prefix: data,
      replication_factor: 1,
      ...(site.kind === 'process' ? { instance_addr: '127.0.0.1' } : {}),
      ring: {
        ...(site.kind === 'process' ? { instance_addr: '127.0.0.1' } : {}),
        kvstore: { store: gossips ? 'memberlist' : 'inmemory' },
      },
      ...(alone
        ? {}
        : {
            compactor_address: `http://${site.address('loki-compactor', 'http')}`,
            compactor_grpc_address: site.address('loki-compactor', 'grpc'),
          }),
      storage:
        store === 'filesystem'
          ? { filesystem: { chunks_directory: `${data}/chunks`, rules_directory: `${data}/rules` } }
          : {
              s3: {
                bucketnames: stores.bucket,
                ...(stores.bucketEndpoint === null ? {} : { endpoint: stores.bucketEndpoint }),
                region: stores.bucketRegion ?? 'us-east-1',
                // Keys come from AWS_SHARED_CREDENTIALS_FILE or the role of the pod, never from this file.
                s3forcepathstyle: stores.bucketEndpoint !== null,
              },
            },
    },
    ...(gossips ? { memberlist: gossip(site, server) } : {}),
    schema_config: {
      configs: [
        {
          from: '2024-01-01',
          store: 'tsdb',
          object_store: store,
          schema: 'v13',
          index: { prefix: 'index_', period: '24h' },
        },
      ],
    },
    storage_config: {
      tsdb_shipper: {
        active_index_directory: `${data}/tsdb-index`,
        cache_location: `${data}/tsdb-cache`,
        ...(alone ? {} : { index_gateway_client: { log_gateway_requests: false } }),
      },
    },
    ingester: {
      max_chunk_age: `${chunkAgeS}s`,
      chunk_idle_period: '30m',
      lifecycler: { min_ready_duration: '0s', final_sleep: '0s' },
      wal: {
        enabled: true,
        dir: `${data}/wal`,
        flush_on_shutdown: false,
        replay_memory_ceiling: Math.floor(memory / 2),
      },
    },
    pattern_ingester: {
      enabled: true,
      lifecycler: { min_ready_duration: '0s', final_sleep: '0s' },
    },
    // What is not yet in the store is asked of the ingesters: for as long as a chunk can stay there.
    querier: { query_ingesters_within: `${chunkAgeS + HOUR_S}s` },
    compactor: {
      working_directory: `${data}/compactor`,
      retention_enabled: true,
      // Erasure: users' lines are deleted on request, a day later at most.
      delete_request_store: store,
      // Only what is in the store is deleted, once: whatever was in the ingesters at the request is there by then, with the
      // index, which they build every 15 minutes. Until then queries leave it out.
      delete_request_cancel_period: `${chunkAgeS + HOUR_S}s`,
      retention_delete_delay: '1h',
    },
    ...(alone
      ? {}
      : {
          query_scheduler: { use_scheduler_ring: true },
          index_gateway: { mode: 'ring' },
          // Not more often than every ten seconds, the default: a frontend that finds a scheduler in the first two seconds
          // of its life is never answered by it (seen with 3.5).
          frontend: { tail_proxy_url: `http://${site.address('loki-querier', 'http')}` },
        }),
    limits_config: {
      // Loki refuses less than a day.
      retention_period: `${Math.max(retentionS, DAY_S)}s`,
      allow_structured_metadata: true,
      volume_enabled: true,
      deletion_mode: 'filter-and-delete',
      // A week is Loki's default; what waited out an outage must come in whatever else is set.
      reject_old_samples: true,
      reject_old_samples_max_age: `${Math.max(7 * DAY_S, outageS + DAY_S)}s`,
      unordered_writes: true,
      // A backlog comes as fast as Loki takes it; the defaults are for a tenant among many.
      ingestion_rate_mb: 64,
      ingestion_burst_size_mb: 128,
      per_stream_rate_limit: '32MB',
      per_stream_rate_limit_burst: '64MB',
      // A line too long is cut, not lost.
      max_line_size: '256KB',
      max_line_size_truncate: true,
      max_query_length: `${Math.max(retentionS, DAY_S) + DAY_S}s`,
      otlp_config: {
        resource_attributes: {
          ignore_defaults: true,
          attributes_config: [{ action: 'index_label', attributes: INDEX_LABELS }],
        },
      },
    },
  };
}

function gossip(site: Site, server: LokiServer) {
  const { host, port } = hostPort(site.listen(server, 'gossip'));
  const alone = server === 'loki';
  return {
    bind_addr: [host],
    bind_port: port,
    ...(site.kind === 'process' ? { advertise_addr: host, node_name: server } : {}),
    // The name stands for every ingester; whoever is away at first is found later.
    join_members: [site.each(alone ? 'loki' : 'loki-ingester', 'gossip')],
    abort_if_cluster_join_fails: false,
    rejoin_interval: '30s',
  };
}
