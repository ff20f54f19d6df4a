const text = { type: 'string' };
const texts = { type: 'object', additionalProperties: text };
const list = (items: object) => ({ type: 'array', items });
const object = (properties: object) => ({ type: 'object', properties });

function definition(kind: string, plural: string, spec: object) {
  return {
    apiVersion: 'apiextensions.k8s.io/v1',
    kind: 'CustomResourceDefinition',
    metadata: { name: `${plural}.monitoring.coreos.com` },
    spec: {
      group: 'monitoring.coreos.com',
      scope: 'Namespaced',
      names: { kind, plural, singular: kind.toLowerCase(), listKind: `${kind}List` },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: { openAPIV3Schema: object({ spec }) },
        },
      ],
    },
  };
}

/**
 * The kinds of the Prometheus operator, with just the fields that we use: a strict server refuses any other. That these
 * are the operator's own fields is checked by `@kubernetes-models/prometheus-operator`.
 */
export const operatorDefinitions = [
  definition(
    'ServiceMonitor',
    'servicemonitors',
    object({
      selector: object({ matchLabels: texts }),
      endpoints: list(
        object({
          port: text,
          path: text,
          interval: text,
          authorization: object({ credentials: object({ name: text, key: text }) }),
        }),
      ),
    }),
  ),
  definition(
    'PrometheusRule',
    'prometheusrules',
    object({
      groups: list(
        object({
          name: text,
          interval: text,
          rules: list(
            object({
              alert: text,
              record: text,
              expr: text,
              for: text,
              keep_firing_for: text,
              labels: texts,
              annotations: texts,
            }),
          ),
        }),
      ),
    }),
  ),
];
