import type { Settings } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import { componentLabels, namespaceOf } from './labels.ts';
import type { KubernetesObject } from './object.ts';

/** A server's own ServiceAccount and, where it asks the API server, its ClusterRole and binding. */
export function access(settings: Settings, component: Component): KubernetesObject[] {
  const labels = componentLabels(settings, component);
  const namespace = namespaceOf(settings, component);
  const account: KubernetesObject = {
    apiVersion: 'v1',
    kind: 'ServiceAccount',
    metadata: { name: component.name, namespace, labels },
    // A pod that needs the token mounts it itself.
    automountServiceAccountToken: false,
  };
  const { clusterRules } = component.privileges;
  if (clusterRules.length === 0) return [account];
  // Cluster-wide names must differ between two stacks.
  const name = `${settings.namespace}-${component.name}`;
  return [
    account,
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRole',
      metadata: { name, labels },
      rules: clusterRules.map(({ apiGroups, resources, nonResourceURLs, verbs }) => ({
        ...(resources.length > 0 ? { apiGroups, resources } : {}),
        ...(nonResourceURLs.length > 0 ? { nonResourceURLs } : {}),
        verbs,
      })),
    },
    {
      apiVersion: 'rbac.authorization.k8s.io/v1',
      kind: 'ClusterRoleBinding',
      metadata: { name, labels },
      roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name },
      subjects: [{ kind: 'ServiceAccount', name: component.name, namespace }],
    },
  ];
}
