import type { Settings } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import { WEBHOOK_SECRET } from '../../stack/secrets.ts';
import type { Stack } from '../../stack/stack.ts';
import { namespaceOf, stackLabels } from './labels.ts';
import type { Fields, KubernetesObject } from './object.ts';

/** Where a secret stands: the name of its Kubernetes Secret, the same in every namespace, and the key of its value there. */
export function secretKeyRef(settings: Settings, secret: string): { name: string; key: string } {
  // EN14 gives this name and key, under which other tools may have made it.
  if (secret === WEBHOOK_SECRET) return { name: 'webhook-secret', key: 'url' };
  return { name: `${settings.name}-${secret}`, key: 'value' };
}

/** Every Secret of the stack, with the values that `value` gives, and the copies of the ingest token for senders. */
export function secrets(stack: Stack, value: (name: string) => unknown): KubernetesObject[] {
  const { settings } = stack;
  return stack.secrets.flatMap((secret) => {
    const { name, key } = secretKeyRef(settings, secret.name);
    return namespacesOf(stack, secret.name).map((namespace) => ({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name, namespace, labels: stackLabels(settings) },
      type: 'Opaque',
      stringData: { [key]: value(secret.name) },
    }));
  });
}

/** Sources of the projected volume that has a server's secrets as files. */
export function secretSources(settings: Settings, component: Component): Fields[] {
  return component.secrets.map((secret) => {
    const { name, key } = secretKeyRef(settings, secret);
    return { secret: { name, items: [{ key, path: secret }] } };
  });
}

function namespacesOf({ settings, components }: Stack, secret: string): string[] {
  const readers = components.filter((one) => one.secrets.includes(secret));
  const senders =
    secret === 'ingest-token' && settings.ingest.auth !== 'off' ? settings.ingest.namespaces : [];
  return [...new Set([settings.namespace, ...readers.map((one) => namespaceOf(settings, one)), ...senders])];
}
