import { createHash } from 'node:crypto';
import type { Settings } from '../../settings/schema.ts';
import type { Component, ConfigFile } from '../../stack/component.ts';
import { componentLabels, namespaceOf } from './labels.ts';
import type { Fields, KubernetesObject } from './object.ts';

/** A plain `kubectl apply` keeps a copy of each object in an annotation of at most 256 KiB. */
const MOST_BYTES = 200_000;

interface Part {
  readonly name: string;
  readonly files: readonly { readonly key: string; readonly file: ConfigFile }[];
}

/** A server's configuration files as ConfigMaps: one, or several where one would be too large. */
export function configMaps(settings: Settings, component: Component): KubernetesObject[] {
  return parts(component).map(({ name, files }) => ({
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      namespace: namespaceOf(settings, component),
      labels: componentLabels(settings, component),
    },
    data: Object.fromEntries(files.map(({ key, file }) => [key, file.content])),
  }));
}

/** Sources of the projected volume that puts the files back under their paths. */
export function configSources(component: Component): Fields[] {
  return parts(component).map(({ name, files }) => ({
    configMap: { name, items: files.map(({ key, file }) => ({ key, path: file.path })) },
  }));
}

/** Changes with any path or byte of the configuration; as an annotation of the pod it makes new pods. */
export function configHash(component: Component): string {
  const hash = createHash('sha256');
  for (const { path, content } of inOrder(component)) hash.update(JSON.stringify([path, content]));
  return hash.digest('hex').slice(0, 16);
}

function parts(component: Component): Part[] {
  const groups: { bytes: number; files: Part['files'][number][] }[] = [];
  const keys = new Set<string>();
  for (const file of inOrder(component)) {
    const key = file.path.replaceAll('/', '__').replaceAll(/[^-._a-zA-Z0-9]/g, '_');
    if (keys.has(key)) throw new Error(`${component.name}: two configuration files have the key ${key}`);
    keys.add(key);
    const bytes = Buffer.byteLength(file.content);
    const last = groups.at(-1);
    if (last !== undefined && last.bytes + bytes <= MOST_BYTES) {
      last.bytes += bytes;
      last.files.push({ key, file });
    } else {
      groups.push({ bytes, files: [{ key, file }] });
    }
  }
  return groups.map(({ files }, index) => ({
    name: `${component.name}-config${index === 0 ? '' : `-${index + 1}`}`,
    files,
  }));
}

const inOrder = ({ files }: Component): ConfigFile[] =>
  files.toSorted((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
