import type { SiteKind } from '../infra/stack/site.ts';
import type { Config } from './config.ts';

/**
 * Attributes that the sender did not set: from OTEL_RESOURCE_ATTRIBUTES of the collector, and the host's name where
 * services run on the same host. In containers the collector's own host name would be a wrong one for all.
 */
export function resourceDetection(kind: SiteKind): Config {
  return {
    detectors: kind === 'process' ? ['env', 'system'] : ['env'],
    timeout: '2s',
    override: false,
    ...(kind === 'process' ? { system: { hostname_sources: ['os'] } } : {}),
  };
}

/** Which pod a sender is, asked of the Kubernetes API by the address it sends from. */
export function kubernetesAttributes(): Config {
  return {
    auth_type: 'serviceAccount',
    passthrough: false,
    extract: {
      metadata: [
        'k8s.namespace.name',
        'k8s.pod.name',
        'k8s.pod.uid',
        'k8s.deployment.name',
        'k8s.statefulset.name',
        'k8s.daemonset.name',
        'k8s.cronjob.name',
        'k8s.job.name',
        'k8s.node.name',
      ],
    },
    pod_association: [
      { sources: [{ from: 'resource_attribute', name: 'k8s.pod.uid' }] },
      { sources: [{ from: 'resource_attribute', name: 'k8s.pod.ip' }] },
      { sources: [{ from: 'connection' }] },
    ],
  };
}
