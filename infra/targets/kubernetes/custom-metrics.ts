import { stringify } from 'yaml';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { componentLabels, namespaceOf } from './labels.ts';
import type { KubernetesObject } from './object.ts';

/**
 * Values for the chart prometheus-adapter, which answers `custom.metrics.k8s.io`, so that the autoscaler finds the metric of
 * a server's pods: kept beside the server as a ConfigMap, to be given to `helm` (docs/install-kubernetes.md).
 */
export function customMetrics({ settings, components }: Stack, one: Component): KubernetesObject[] {
  const metric = one.autoscale?.metric ?? null;
  const prometheus = components.find(({ name }) => name === 'prometheus');
  if (metric === null || prometheus === undefined) return [];
  const { number } = prometheus.ports.find(({ name }) => name === 'http') ?? { number: 9090 };
  const values = {
    prometheus: {
      url: `http://prometheus.${namespaceOf(settings, prometheus)}.svc`,
      port: number,
    },
    rules: {
      default: false,
      custom: [
        {
          seriesQuery: `${metric.name}{job="${one.name}",namespace="${namespaceOf(settings, one)}"}`,
          // The stack's own Prometheus calls a pod `instance`.
          resources: { overrides: { namespace: { resource: 'namespace' }, instance: { resource: 'pod' } } },
          name: { as: metric.name },
          metricsQuery: 'max(<<.Series>>{<<.LabelMatchers>>}) by (<<.GroupBy>>)',
        },
      ],
    },
  };
  return [
    {
      apiVersion: 'v1',
      kind: 'ConfigMap',
      metadata: {
        name: `${one.name}-custom-metrics`,
        namespace: namespaceOf(settings, one),
        labels: componentLabels(settings, one),
      },
      data: { 'prometheus-adapter.yaml': stringify(values, { lineWidth: 0 }) },
    },
  ];
}
