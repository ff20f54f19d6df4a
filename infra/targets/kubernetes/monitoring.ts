import { ruleGroups } from '../../../alerts/rules/rules.ts';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { componentLabels, METRICS_LABEL, namespaceOf, selector, stackLabels } from './labels.ts';
import type { KubernetesObject } from './object.ts';
import { secretKeyRef } from './secrets.ts';

/** What a Prometheus operator in the cluster needs to scrape the stack and to evaluate its rules. */
export function monitoring(stack: Stack): KubernetesObject[] {
  const { settings, components } = stack;
  return [
    ...components.flatMap((one) => serviceMonitor(stack, one)),
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'PrometheusRule',
      metadata: { name: settings.name, namespace: settings.namespace, labels: stackLabels(settings) },
      spec: { groups: ruleGroups(settings) },
    },
  ];
}

function serviceMonitor({ settings }: Stack, component: Component): KubernetesObject[] {
  const { metrics } = component;
  if (metrics === null) return [];
  return [
    {
      apiVersion: 'monitoring.coreos.com/v1',
      kind: 'ServiceMonitor',
      metadata: {
        name: component.name,
        namespace: namespaceOf(settings, component),
        labels: componentLabels(settings, component),
      },
      spec: {
        selector: { matchLabels: { ...selector(settings, component.name), [METRICS_LABEL]: 'true' } },
        endpoints: [
          {
            port: 'metrics',
            path: metrics.path,
            interval: '30s',
            ...(metrics.bearer === undefined
              ? {}
              : {
                  authorization: {
                    credentials: secretKeyRef(settings, metrics.bearer),
                  },
                }),
          },
        ],
      },
    },
  ];
}
