import type { Settings } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import { componentLabels, namespaceOf, selector } from './labels.ts';
import type { KubernetesObject, Metadata } from './object.ts';
import type { KubernetesOptions } from './options.ts';

/** What keeps a server of several pods there while nodes are drained, and lets it grow. */
export function availability(
  settings: Settings,
  component: Component,
  options: KubernetesOptions,
): KubernetesObject[] {
  if (component.workload === 'node') return [];
  const metadata: Metadata = {
    name: component.name,
    namespace: namespaceOf(settings, component),
    labels: componentLabels(settings, component),
  };
  const { autoscale } = component;
  const budget: KubernetesObject = {
    apiVersion: 'policy/v1',
    kind: 'PodDisruptionBudget',
    metadata,
    spec: { maxUnavailable: 1, selector: { matchLabels: selector(settings, component.name) } },
  };
  return [
    ...(component.replicas > 1 ? [budget] : []),
    ...(autoscale === null
      ? []
      : [
          {
            apiVersion: 'autoscaling/v2',
            kind: 'HorizontalPodAutoscaler',
            metadata,
            spec: {
              scaleTargetRef: {
                apiVersion: 'apps/v1',
                kind: component.workload === 'ordered' ? 'StatefulSet' : 'Deployment',
                name: component.name,
              },
              minReplicas: component.replicas,
              maxReplicas: autoscale.max,
              metrics: [
                autoscale.metric !== null && options.hasCustomMetrics === true
                  ? {
                      type: 'Pods',
                      pods: {
                        metric: { name: autoscale.metric.name },
                        target: { type: 'AverageValue', averageValue: String(autoscale.metric.perPod) },
                      },
                    }
                  : {
                      type: 'Resource',
                      resource: {
                        name: 'cpu',
                        target: { type: 'Utilization', averageUtilization: autoscale.cpuPercent },
                      },
                    },
              ],
              behavior: { scaleDown: { stabilizationWindowSeconds: 300 } },
            },
          },
        ]),
  ];
}
