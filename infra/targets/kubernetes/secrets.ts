import type { Settings } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { namespaceOf, stackLabels } from './labels.ts';
import type { Fields, KubernetesObject } from './object.ts';

/** The key under which each Secret holds its one value. */
export const SECRET_KEY = 'value';

/** Name of the Kubernetes Secret of a secret; the same in every namespace. */
export function secretName(settings: Settings, secret: string): string {
  return `${settings.name}-${secret}`;
}

/** Every Secret of the stack, with the values that `value` gives, and the copies of the ingest token for senders. */
export function secrets(stack: Stack, value: (name: string) => unknown): KubernetesObject[] {
  const { settings } = stack;
  return stack.secrets.flatMap(({ name }) =>
    namespacesOf(stack, name).map((namespace) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: secretName(settings, name), namespace, labels: stackLabels(settings) },
      type: 'Opaque',
      stringData: { [SECRET_KEY]: value(name) },
    })),
  );
}

/** Sources of the projected volume that has a server's secrets as files. */
export function secretSources(settings: Settings, component: Component): Fields[] {
  return component.secrets.map((name) => ({
    secret: { name: secretName(settings, name), items: [{ key: SECRET_KEY, path: name }] },
  }));
}

function namespacesOf({ settings, components }: Stack, secret: string): string[] {
  const readers = components.filter((one) => one.secrets.includes(secret));
  const senders =
    secret === 'ingest-token' && settings.ingest.auth !== 'off' ? settings.ingest.namespaces : [];
  return [...new Set([settings.namespace, ...readers.map((one) => namespaceOf(settings, one)), ...senders])];
}
