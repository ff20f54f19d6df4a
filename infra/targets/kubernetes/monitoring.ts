import type { Stack } from '../../stack/stack.ts';
import { componentLabels, METRICS_LABEL, namespaceOf, selector, stackLabels } from './labels.ts';
import type { KubernetesObject } from './object.ts';
import type { KubernetesOptions } from './options.ts';

/** What a Prometheus operator in the cluster needs to scrape the stack and to evaluate its rules. */
export function monitoring(stack: Stack, { ruleGroups = [] }: KubernetesOptions): KubernetesObject[] {
  const { settings, components } = stack;
  return [
    ...components
      .filter(({ metrics }) => metrics !== null)
      .map((component) => ({
        apiVersion: 'monitoring.coreos.com/v1',
        kind: 'ServiceMonitor',
        metadata: {
          name: component.name,
          namespace: namespaceOf(settings, component),
          labels: componentLabels(settings, component),
        },
        spec: {
          selector: { matchLabels: { ...selector(settings, component.name), [METRICS_LABEL]: 'true' } },
          endpoints: [{ port: 'metrics', path: component.metrics?.path ?? '/metrics', interval: '30s' }],
        },
      })),
    ...(ruleGroups.length === 0
      ? []
      : [
          {
            apiVersion: 'monitoring.coreos.com/v1',
            kind: 'PrometheusRule',
            metadata: {
              name: settings.name,
              namespace: settings.namespace,
              labels: stackLabels(settings),
            },
            spec: { groups: ruleGroups },
          },
        ]),
  ];
}
