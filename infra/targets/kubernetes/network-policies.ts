import type { Settings } from '../../settings/schema.ts';
import type { Component } from '../../stack/component.ts';
import type { Stack } from '../../stack/stack.ts';
import { ingressRoutes } from './ingress.ts';
import { componentLabels, namespaceOf, selector, stackLabels } from './labels.ts';
import type { Fields, KubernetesObject } from './object.ts';
import type { KubernetesOptions } from './options.ts';
import { otlpPorts } from './services.ts';

const ANYWHERE = ['0.0.0.0/0', '::/0'];
/** Addresses of the machine's own metadata service, which gives away its credentials. */
const LINK_LOCAL: Readonly<Record<string, readonly string[]>> = {
  '0.0.0.0/0': ['169.254.0.0/16'],
  '::/0': ['fe80::/10'],
};
/** The API server behind its Service, and as most clusters have it. */
const API_PORTS = [443, 6443];
const KUBELET_PORT = 10250;

/** Nothing goes in or out but DNS and the arrows that the servers name. */
export function networkPolicies(stack: Stack, options: KubernetesOptions): KubernetesObject[] {
  const { settings, components } = stack;
  const spaces = [...new Set([settings.namespace, ...components.map((one) => namespaceOf(settings, one))])];
  return [
    ...spaces.flatMap((namespace) => [denyAll(settings, namespace), dns(settings, namespace)]),
    ...components.filter((one) => otlpPorts(one).length > 0).map((one) => senders(settings, one)),
    ...components.map((component) => ({
      apiVersion: 'networking.k8s.io/v1',
      kind: 'NetworkPolicy',
      metadata: {
        name: component.name,
        namespace: namespaceOf(settings, component),
        labels: componentLabels(settings, component),
      },
      spec: {
        podSelector: { matchLabels: selector(settings, component.name) },
        policyTypes: ['Ingress', 'Egress'],
        ...unlessEmpty('ingress', ingressOf(stack, component, options)),
        ...unlessEmpty(
          'egress',
          distinct(component.calls).flatMap((call) => egressTo(stack, component, call, options)),
        ),
      },
    })),
  ];
}

function denyAll(settings: Settings, namespace: string): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'default-deny', namespace, labels: stackLabels(settings) },
    spec: { podSelector: {}, policyTypes: ['Ingress', 'Egress'] },
  };
}

function dns(settings: Settings, namespace: string): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'dns', namespace, labels: stackLabels(settings) },
    spec: {
      podSelector: {},
      policyTypes: ['Egress'],
      egress: [
        {
          to: [
            {
              namespaceSelector: inNamespace('kube-system'),
              podSelector: { matchLabels: { 'k8s-app': 'kube-dns' } },
            },
            // NodeLocal DNSCache, where the cluster has it.
            { ipBlock: { cidr: '169.254.20.10/32' } },
          ],
          ports: [
            { protocol: 'UDP', port: 53 },
            { protocol: 'TCP', port: 53 },
          ],
        },
      ],
    },
  };
}

/** Services in the stack's own namespace may send, as those of `ingest.namespaces` may. */
function senders(settings: Settings, receiver: Component): KubernetesObject {
  return {
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: 'senders', namespace: settings.namespace, labels: stackLabels(settings) },
    spec: {
      podSelector: strangers(settings),
      policyTypes: ['Egress'],
      egress: [
        {
          to: [{ podSelector: { matchLabels: selector(settings, receiver.name) } }],
          ports: otlpPorts(receiver).map(({ name }) => tcp(receiver, name)),
        },
      ],
    },
  };
}

function ingressOf(stack: Stack, component: Component, options: KubernetesOptions): Fields[] {
  const { settings, components } = stack;
  const callers = components.flatMap((caller) =>
    distinct(caller.calls)
      .filter(({ to }) => to === component.name)
      .map(({ port }) => ({ from: [podsOf(settings, caller, component)], ports: [tcp(component, port)] })),
  );
  const otlp = otlpPorts(component);
  const sent =
    otlp.length === 0
      ? []
      : [
          {
            from: senderPods(settings),
            ports: otlp.map(({ name }) => tcp(component, name)),
          },
        ];
  // The controller may be in any namespace or, at some clouds, outside of the cluster; the server asks for a login.
  const routed = ingressRoutes(stack)
    .filter((route) => route.component.name === component.name)
    .map(({ port }) => ({ ports: [tcp(component, port)] }));
  const { metrics } = component;
  const scraped =
    metrics !== null && options.hasOperator === true
      ? [
          {
            from: [
              {
                namespaceSelector: {},
                podSelector: { matchLabels: { 'app.kubernetes.io/name': 'prometheus' } },
              },
            ],
            ports: [tcp(component, metrics.port)],
          },
        ]
      : [];
  return [...callers, ...sent, ...routed, ...scraped];
}

function egressTo(
  { settings, components }: Stack,
  from: Component,
  call: Component['calls'][number],
  options: KubernetesOptions,
): Fields[] {
  const nodes = blocks(options.nodeCidrs ?? ANYWHERE);
  switch (call.to) {
    case 'kubernetes-api':
      return [{ to: nodes, ports: API_PORTS.map((port) => ({ protocol: 'TCP', port })) }];
    case 'nodes':
      return [{ to: nodes, ports: [{ protocol: 'TCP', port: Number(call.port) || KUBELET_PORT }] }];
    case 'senders':
      return [
        {
          to: senderPods(settings),
          ...(call.port === '*' ? {} : { ports: [{ protocol: 'TCP', port: Number(call.port) }] }),
        },
      ];
    case 'internet':
      return [{ to: blocks(ANYWHERE), ...outsidePorts(from, call.port) }];
    default: {
      const to = components.find(({ name }) => name === call.to);
      // An arrow to what the stack does not have allows nothing.
      if (to === undefined) return [];
      return [{ to: [podsOf(settings, to, from)], ports: [tcp(to, call.port)] }];
    }
  }
}

function outsidePorts(from: Component, port: string): Fields {
  // A port that only a file of the user's tells, such as that of a database URL.
  if (port === '*') return {};
  const number = Number(port);
  if (!Number.isInteger(number) || number < 1) {
    throw new Error(`${from.name}: expected a port number or "*" for the internet, got ${port}`);
  }
  return { ports: [{ protocol: 'TCP', port: number }] };
}

/** Pods of services that may send. */
const senderPods = (settings: Settings): Fields[] => [
  { podSelector: strangers(settings) },
  ...settings.ingest.namespaces.map((name) => ({ namespaceSelector: inNamespace(name) })),
];

/** Pods in the stack's namespace that are not of the stack. */
const strangers = (settings: Settings): Fields => ({
  matchExpressions: [{ key: 'app.kubernetes.io/instance', operator: 'NotIn', values: [settings.name] }],
});

/** The server drops an empty list, and each apply would bring it back. */
const unlessEmpty = (key: string, rules: readonly Fields[]): Fields =>
  rules.length === 0 ? {} : { [key]: rules };

const distinct = (calls: Component['calls']): Component['calls'] => [
  ...new Map(calls.map((call) => [`${call.to} ${call.port}`, call])).values(),
];

const blocks = (cidrs: readonly string[]): Fields[] =>
  cidrs.map((cidr) => ({
    ipBlock: { cidr, ...(LINK_LOCAL[cidr] === undefined ? {} : { except: LINK_LOCAL[cidr] }) },
  }));

const inNamespace = (name: string): Fields => ({ matchLabels: { 'kubernetes.io/metadata.name': name } });

/** Pods of one server, as a rule of another one's policy sees them. */
function podsOf(settings: Settings, pods: Component, seenFrom: Component): Fields {
  const namespace = namespaceOf(settings, pods);
  return {
    ...(namespace === namespaceOf(settings, seenFrom) ? {} : { namespaceSelector: inNamespace(namespace) }),
    podSelector: { matchLabels: selector(settings, pods.name) },
  };
}

function tcp(component: Component, port: string): Fields {
  const number = component.ports.find(({ name }) => name === port)?.number;
  if (number === undefined) throw new Error(`${component.name} has no port ${port}, which is called`);
  return { protocol: 'TCP', port: number };
}
