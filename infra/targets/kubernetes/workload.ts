import type { Component } from '../../stack/component.ts';
import { headlessName } from '../../stack/site.ts';
import type { Stack } from '../../stack/stack.ts';
import { componentLabels, namespaceOf, selector } from './labels.ts';
import type { Fields, KubernetesObject, Metadata } from './object.ts';
import type { KubernetesOptions } from './options.ts';
import { podTemplate } from './pod.ts';

/** What runs a server: a Deployment, a StatefulSet or a DaemonSet, after the claims that it does not bring itself. */
export function workload(stack: Stack, component: Component, options: KubernetesOptions): KubernetesObject[] {
  const { settings } = stack;
  const metadata: Metadata = {
    name: component.name,
    namespace: namespaceOf(settings, component),
    labels: componentLabels(settings, component),
  };
  const common = { selector: { matchLabels: selector(settings, component.name) } };
  // An autoscaler owns the number of pods; a second `apply` must not set it back.
  const replicas = component.autoscale === null ? { replicas: component.replicas } : {};
  const template = (volumes: readonly Fields[]) => podTemplate(stack, component, volumes, options);

  if (component.workload === 'node') {
    return [
      {
        apiVersion: 'apps/v1',
        kind: 'DaemonSet',
        metadata,
        spec: {
          ...common,
          updateStrategy: { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: '20%' } },
          template: template(
            component.volumes.map(({ name, size }) => ({ name, emptyDir: { sizeLimit: size } })),
          ),
        },
      },
    ];
  }
  if (component.workload === 'ordered') {
    return [
      {
        apiVersion: 'apps/v1',
        kind: 'StatefulSet',
        metadata,
        spec: {
          ...common,
          ...replicas,
          serviceName: headlessName(component.name),
          // No server of the stack waits for its elder twin; one that cannot start must not hold up the rest.
          podManagementPolicy: 'Parallel',
          updateStrategy: { type: 'RollingUpdate' },
          template: template([]),
          volumeClaimTemplates: component.volumes.map((volume) => ({
            // A label more would change the template, which Kubernetes refuses: only those that never change.
            metadata: { name: volume.name, labels: selector(settings, component.name) },
            spec: claim(stack, volume.size),
          })),
        },
      },
    ];
  }
  if (component.volumes.length > 0 && component.replicas > 1) {
    throw new Error(`${component.name}: several replicas with volumes must be "ordered"`);
  }
  const claimName = (volume: string) => `${component.name}-${volume}`;
  return [
    ...component.volumes.map((volume) => ({
      apiVersion: 'v1',
      kind: 'PersistentVolumeClaim',
      metadata: { ...metadata, name: claimName(volume.name) },
      spec: claim(stack, volume.size),
    })),
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata,
      spec: {
        ...common,
        ...replicas,
        // Two pods cannot have one volume, nor two processes one store.
        strategy:
          component.volumes.length > 0
            ? { type: 'Recreate' }
            : { type: 'RollingUpdate', rollingUpdate: { maxUnavailable: 0, maxSurge: 1 } },
        template: template(
          component.volumes.map(({ name }) => ({
            name,
            persistentVolumeClaim: { claimName: claimName(name) },
          })),
        ),
      },
    },
  ];
}

function claim({ settings }: Stack, size: string): Fields {
  return {
    accessModes: ['ReadWriteOnce'],
    ...(settings.storage.class === null ? {} : { storageClassName: settings.storage.class }),
    resources: { requests: { storage: size } },
  };
}
