import type { KubernetesObject } from '../../infra/targets/kubernetes/object.ts';

type Labels = Readonly<Record<string, string>>;

/** A pod, or an address outside of the cluster. */
export type Peer = { readonly namespace: string; readonly labels: Labels } | { readonly address: string };

interface Selector {
  readonly matchLabels?: Labels;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}
interface PolicyPeer {
  readonly namespaceSelector?: Selector;
  readonly podSelector?: Selector;
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
}
interface Rule {
  readonly from?: readonly PolicyPeer[];
  readonly to?: readonly PolicyPeer[];
  readonly ports?: readonly { readonly protocol?: string; readonly port?: number }[];
}
interface PolicySpec {
  readonly podSelector: Selector;
  readonly policyTypes: readonly string[];
  readonly ingress?: readonly Rule[];
  readonly egress?: readonly Rule[];
}

/** Whether NetworkPolicies let a connection through, by the rules of the Kubernetes documentation. */
export class KubeNetwork {
  readonly #policies: readonly { readonly namespace: string; readonly spec: PolicySpec }[];

  constructor(objects: readonly KubernetesObject[]) {
    this.#policies = objects
      .filter(({ kind }) => kind === 'NetworkPolicy')
      .map(({ metadata, spec }) => ({ namespace: metadata.namespace ?? '', spec: spec as PolicySpec }));
  }

  allows(from: Peer, to: Peer, port: number, protocol = 'TCP'): boolean {
    return (
      this.#oneWay(from, to, port, protocol, 'Egress') && this.#oneWay(to, from, port, protocol, 'Ingress')
    );
  }

  #oneWay(subject: Peer, other: Peer, port: number, protocol: string, type: 'Ingress' | 'Egress'): boolean {
    if ('address' in subject) return true;
    const policies = this.#policies.filter(
      ({ namespace, spec }) =>
        namespace === subject.namespace &&
        spec.policyTypes.includes(type) &&
        selects(spec.podSelector, subject.labels),
    );
    // A pod that no policy selects is open.
    if (policies.length === 0) return true;
    return policies.some(({ namespace, spec }) =>
      ((type === 'Ingress' ? spec.ingress : spec.egress) ?? []).some((rule) => {
        const peers = type === 'Ingress' ? rule.from : rule.to;
        return (
          (peers === undefined || peers.length === 0 || peers.some((one) => isPeer(one, other, namespace))) &&
          (rule.ports === undefined ||
            rule.ports.some((one) => (one.protocol ?? 'TCP') === protocol && one.port === port))
        );
      }),
    );
  }
}

function isPeer(rule: PolicyPeer, peer: Peer, policyNamespace: string): boolean {
  if (rule.ipBlock !== undefined) {
    const { cidr, except = [] } = rule.ipBlock;
    // Pods' addresses are not known to the caller of this class: blocks are for what is outside.
    return (
      'address' in peer && within(peer.address, cidr) && !except.some((one) => within(peer.address, one))
    );
  }
  if ('address' in peer) return false;
  const inNamespace =
    rule.namespaceSelector === undefined
      ? peer.namespace === policyNamespace
      : selects(rule.namespaceSelector, { 'kubernetes.io/metadata.name': peer.namespace });
  return inNamespace && (rule.podSelector === undefined || selects(rule.podSelector, peer.labels));
}

function selects({ matchLabels = {}, matchExpressions = [] }: Selector, labels: Labels): boolean {
  return (
    Object.entries(matchLabels).every(([key, value]) => labels[key] === value) &&
    matchExpressions.every(({ key, operator, values = [] }) => {
      const has = values.includes(labels[key] ?? '\0');
      if (operator === 'In') return has;
      if (operator === 'NotIn') return !has;
      throw new Error(`operator ${operator} is not known here`);
    })
  );
}

function within(address: string, cidr: string): boolean {
  const [base = '', bits = '0'] = cidr.split('/');
  if (base.includes(':') || address.includes(':')) return base.includes(':') && address.includes(':');
  const mask = Number(bits) === 0 ? 0 : (~0 << (32 - Number(bits))) >>> 0;
  const number = (text: string) => text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0) >>> 0;
  return (number(address) & mask) >>> 0 === (number(base) & mask) >>> 0;
}
