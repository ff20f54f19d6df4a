import type { Stack } from '../../stack/stack.ts';
import { namespaceOf, nodesNamespace, stackLabels } from './labels.ts';
import type { KubernetesObject } from './object.ts';

/** The stack's namespace, which admits only restricted pods, and the one beside it if a server needs a host path. */
export function namespaces({ settings, components }: Stack): KubernetesObject[] {
  const namespace = (name: string, level: 'restricted' | 'privileged'): KubernetesObject => ({
    apiVersion: 'v1',
    kind: 'Namespace',
    metadata: {
      name,
      labels: {
        ...stackLabels(settings),
        'pod-security.kubernetes.io/enforce': level,
        'pod-security.kubernetes.io/audit': level,
        'pod-security.kubernetes.io/warn': level,
      },
    },
  });
  const nodes = nodesNamespace(settings);
  return [
    namespace(settings.namespace, 'restricted'),
    // PodSecurity refuses host paths below `privileged`; what runs there is still closed in every other way.
    ...(components.some((one) => namespaceOf(settings, one) === nodes)
      ? [namespace(nodes, 'privileged')]
      : []),
  ];
}
