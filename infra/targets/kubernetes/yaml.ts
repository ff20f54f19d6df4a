import { stringify } from 'yaml';
import type { KubernetesObject } from './object.ts';

/** Objects as the documents of one YAML file, the same bytes each time. */
export function kubernetesYaml(objects: readonly KubernetesObject[]): string {
  // kubectl reads YAML 1.1, for which a bare `off` is false.
  return objects
    .map(
      (one) => `---\n${stringify(one, { lineWidth: 0, aliasDuplicateObjects: false, compat: 'yaml-1.1' })}`,
    )
    .join('');
}

/** The files of `dist/kubernetes`: cluster and namespace first, then one for each server; `kubectl apply -f` takes them in this order. */
export function kubernetesFiles(
  objects: readonly KubernetesObject[],
): { readonly path: string; readonly content: string }[] {
  const groups = new Map<string, KubernetesObject[]>();
  for (const one of objects) {
    const group = fileOf(one);
    groups.set(group, [...(groups.get(group) ?? []), one]);
  }
  return [...groups].map(([path, members]) => ({ path, content: kubernetesYaml(members) }));
}

function fileOf({ kind, metadata }: KubernetesObject): string {
  const server = metadata.labels['app.kubernetes.io/name'];
  if (kind === 'Namespace') return '00-namespace.yaml';
  if (kind === 'Secret') return '01-secrets.yaml';
  if (kind === 'NetworkPolicy') return '02-network-policies.yaml';
  if (server === undefined) return '03-stack.yaml';
  return `10-${server}.yaml`;
}
