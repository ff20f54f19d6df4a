import { Attr } from '@observatory/shim/conventions';
import type { Settings } from '../settings/schema.ts';
import { durationSeconds } from '../settings/units.ts';
import type { Site } from '../stack/site.ts';
import { hostPort } from './host-port.ts';

/** A server of the stack that has metrics of its own. */
export interface Scraped {
  readonly name: string;
  readonly port: string;
  readonly path: string;
  readonly bearer?: string;
  /** The metric that it is scaled by: on Kubernetes its series name the namespace, as what reads them for pods wants it. */
  readonly scaledBy?: string | undefined;
}

/**
 * What becomes a label of every series of a service. Not `service.instance.id`: it is the label `instance` already,
 * by which two processes of one service are told apart.
 */
export const PROMOTED: readonly string[] = [
  Attr.serviceName,
  Attr.serviceNamespace,
  Attr.serviceVersion,
  Attr.deploymentEnvironment,
  'k8s.cluster.name',
  'k8s.namespace.name',
  'k8s.node.name',
  'k8s.pod.name',
  'k8s.container.name',
  'k8s.deployment.name',
  'k8s.statefulset.name',
  'k8s.daemonset.name',
  'k8s.job.name',
  'k8s.cronjob.name',
  'container.name',
  'host.name',
];

/** What comes in after an outage is older than what came straight away, and takes a while to come. */
const DRAIN_S = 900;

/** Prometheus' own file. */
export function prometheusConfig(settings: Settings, site: Site, scraped: readonly Scraped[]) {
  const { stores, collection, metricsWay } = settings;
  const externalLabels = Object.entries(settings.labels).map(
    ([name, value]) => [name.replaceAll(/[^a-zA-Z0-9_]/g, '_'), value] as const,
  );
  return {
    global: {
      scrape_interval: settings.scrapeInterval,
      // Never longer than the interval, which Prometheus refuses.
      scrape_timeout: `${Math.min(10, durationSeconds(settings.scrapeInterval) ?? 10)}s`,
      evaluation_interval: settings.scrapeInterval,
      ...(externalLabels.length === 0 ? {} : { external_labels: Object.fromEntries(externalLabels) }),
    },
    storage: {
      tsdb: { out_of_order_time_window: `${(durationSeconds(settings.outage) ?? 0) + DRAIN_S}s` },
      exemplars: { max_exemplars: 100_000 },
    },
    otlp: { promote_resource_attributes: PROMOTED },
    rule_files: [site.file('prometheus', 'rules/*.yml')],
    alerting: { alertmanagers: [everyReplica(site, 'alertmanager', 'http', settings)] },
    ...(stores.metrics === 'mimir' && stores.metricsUrl !== null
      ? { remote_write: [remoteWrite(stores.metricsUrl)] }
      : {}),
    scrape_configs: [
      ...scraped.map((server) => ({
        job_name: server.name,
        metrics_path: server.path,
        ...(server.bearer === undefined
          ? {}
          : { authorization: { credentials_file: site.secret('prometheus', server.bearer) } }),
        ...everyReplica(site, server.name, server.port, settings),
        ...(server.scaledBy === undefined || site.kind !== 'kubernetes'
          ? {}
          : {
              metric_relabel_configs: [
                {
                  source_labels: ['__name__'],
                  regex: server.scaledBy,
                  target_label: 'namespace',
                  replacement: settings.namespace,
                },
              ],
            }),
      })),
      ...(collection.scrape.length === 0
        ? []
        : [{ job_name: 'further', static_configs: [{ targets: collection.scrape }] }]),
      ...(site.kind === 'kubernetes' ? [kubeletContainers, kubeletVolumes] : []),
      // By the other way the collector brings these metrics: both would store them twice.
      ...(site.kind === 'kubernetes' && metricsWay === 'scrape' ? [annotatedPods(settings)] : []),
    ],
  };
}

/** How Prometheus finds every replica of a server of the stack. */
function everyReplica(site: Site, server: string, port: string, settings: Settings) {
  const { host, port: number } = hostPort(site.address(server, port));
  switch (site.kind) {
    case 'process':
      return { static_configs: [{ targets: [site.address(server, port)] }] };
    case 'compose':
    case 'docker':
      return { dns_sd_configs: [{ names: [host], type: 'A', port: number, refresh_interval: '15s' }] };
    case 'kubernetes':
      return {
        kubernetes_sd_configs: [
          {
            role: 'pod',
            // The second holds what needs a path of its node.
            namespaces: { names: [settings.namespace, `${settings.namespace}-nodes`] },
            selectors: [
              {
                role: 'pod',
                label: `app.kubernetes.io/name=${server},app.kubernetes.io/instance=${settings.name}`,
              },
            ],
          },
        ],
        relabel_configs: [
          { source_labels: ['__meta_kubernetes_pod_container_port_name'], regex: port, action: 'keep' },
          { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Failed|Succeeded', action: 'drop' },
          { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'instance' },
        ],
      };
  }
}

const kubelet = {
  scheme: 'https',
  authorization: { credentials_file: '/var/run/secrets/kubernetes.io/serviceaccount/token' },
  // Most kubelets show a certificate that they signed themselves.
  tls_config: { insecure_skip_verify: true },
  kubernetes_sd_configs: [{ role: 'node' }],
  relabel_configs: [{ source_labels: ['__meta_kubernetes_node_name'], target_label: 'node' }],
};

/** Container metrics without a host path: each kubelet's cAdvisor, with the rights of Prometheus' service account. */
const kubeletContainers = {
  ...kubelet,
  job_name: 'kubelet-cadvisor',
  metrics_path: '/metrics/cadvisor',
  honor_timestamps: false,
  metric_relabel_configs: [
    // Sums over whole cgroup trees, which would count each container again.
    { source_labels: ['__name__', 'container'], regex: 'container_(cpu|memory|fs)_.*;', action: 'drop' },
  ],
};

/** How full each volume is. */
const kubeletVolumes = {
  ...kubelet,
  job_name: 'kubelet-volumes',
  metric_relabel_configs: [
    { source_labels: ['__name__'], regex: 'kubelet_volume_stats_(available|capacity)_bytes', action: 'keep' },
  ],
};

/** Pods that ask for it by the usual annotations. */
function annotatedPods(settings: Settings) {
  const annotation = (name: string) => `__meta_kubernetes_pod_annotation_prometheus_io_${name}`;
  return {
    job_name: 'kubernetes-pods',
    kubernetes_sd_configs: [{ role: 'pod' }],
    relabel_configs: [
      { source_labels: [annotation('scrape')], regex: 'true', action: 'keep' },
      // The stack's own have jobs of their own.
      {
        source_labels: ['__meta_kubernetes_pod_label_app_kubernetes_io_part_of'],
        regex: settings.name,
        action: 'drop',
      },
      { source_labels: ['__meta_kubernetes_pod_phase'], regex: 'Failed|Succeeded', action: 'drop' },
      { source_labels: [annotation('scheme')], regex: '(https?)', target_label: '__scheme__' },
      { source_labels: [annotation('path')], regex: '(.+)', target_label: '__metrics_path__' },
      {
        source_labels: ['__meta_kubernetes_pod_ip', annotation('port')],
        regex: '(.+);([0-9]+)',
        replacement: '$1:$2',
        target_label: '__address__',
      },
      { source_labels: ['__meta_kubernetes_namespace'], target_label: 'namespace' },
      { source_labels: ['__meta_kubernetes_pod_name'], target_label: 'pod' },
    ],
  };
}

function remoteWrite(url: string) {
  return {
    name: 'mimir',
    url,
    send_exemplars: true,
    send_native_histograms: true,
    queue_config: {
      capacity: 20_000,
      max_samples_per_send: 2000,
      max_shards: 50,
      batch_send_deadline: '5s',
      min_backoff: '1s',
      max_backoff: '30s',
      retry_on_http_429: true,
    },
  };
}
