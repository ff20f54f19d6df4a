import { describe, expect, test } from 'vitest';
import {
  type Arrow,
  allowed,
  denied,
  dns,
  machineMetadata,
  outside,
  reader,
  readerAllowed,
  readerDenied,
  server,
  workloadIn,
} from '../../../test/support/kube-arrows.ts';
import { KubeNetwork, type Peer } from '../../../test/support/kube-network.ts';
import { everythingOn, kubeStack } from '../../../test/support/kube-stacks.ts';
import { profileNames } from '../../settings/schema.ts';
import { kubernetesObjects } from './objects.ts';

const title = (peer: Peer) =>
  'address' in peer
    ? peer.address
    : `${peer.namespace}/${peer.labels['app.kubernetes.io/name'] ?? peer.labels['k8s-app'] ?? peer.labels.app}`;
const titled = (arrows: readonly Arrow[]) =>
  arrows.map(([from, to, port]) => [title(from), title(to), port, from, to] as const);

describe.each(profileNames)('profile %s', (profile) => {
  const network = new KubeNetwork(kubernetesObjects(kubeStack(profile)));

  test.each(titled(allowed[profile]))('%s reaches %s at %i', (_from, _to, port, from, to) => {
    expect(network.allows(from, to, port)).toBe(true);
  });

  test.each(titled(denied))('%s does not reach %s at %i', (_from, _to, port, from, to) => {
    expect(network.allows(from, to, port)).toBe(false);
  });

  test('every server asks DNS, and nothing else of kube-system', () => {
    expect(network.allows(server('grafana'), dns, 53, 'UDP')).toBe(true);
    expect(network.allows(server('grafana'), dns, 53, 'TCP')).toBe(true);
    expect(network.allows(server('grafana'), dns, 9153, 'TCP')).toBe(false);
    const other = { namespace: 'kube-system', labels: { app: 'metrics-server' } };
    expect(network.allows(server('grafana'), other, 53, 'UDP')).toBe(false);
  });

  test('only collector and Prometheus reach the API server, only Prometheus the kubelets', () => {
    const node: Peer = { address: '10.0.0.1' };
    expect(network.allows(server('collector'), node, 6443)).toBe(true);
    expect(network.allows(server('prometheus'), node, 6443)).toBe(true);
    expect(network.allows(server('prometheus'), node, 10250)).toBe(true);
    expect(network.allows(server('collector'), node, 10250)).toBe(false);
    // Grafana asks a Mimir that stands elsewhere.
    const others = profile === 'large' ? [] : ['grafana'];
    for (const name of [...others, 'hub', 'agent', 'alertmanager', 'postgres', 'redis']) {
      expect(network.allows(server(name), node, 6443), name).toBe(false);
    }
  });
});

test('a namespace that may send reaches OTLP and nothing else', () => {
  const network = new KubeNetwork(
    kubernetesObjects(kubeStack('local', { ingest: { namespaces: ['shop'] } })),
  );
  expect(network.allows(workloadIn('shop'), server('collector'), 4317)).toBe(true);
  expect(network.allows(workloadIn('shop'), server('collector'), 4318)).toBe(true);
  expect(network.allows(workloadIn('shop'), server('collector'), 8888)).toBe(false);
  expect(network.allows(workloadIn('shop'), server('hub'), 3001)).toBe(false);
  expect(network.allows(workloadIn('billing'), server('collector'), 4318)).toBe(false);
});

describe.each(['local', 'medium'] as const)('the readers of container logs in profile %s', (profile) => {
  const network = new KubeNetwork(
    kubernetesObjects(kubeStack(profile, { collection: { containerLogs: true } })),
  );

  test.each(titled(readerAllowed))('%s reaches %s at %i', (_from, _to, port, from, to) => {
    expect(network.allows(from, to, port)).toBe(true);
  });

  test.each(titled(readerDenied))('%s does not reach %s at %i', (_from, _to, port, from, to) => {
    expect(network.allows(from, to, port)).toBe(false);
  });

  test('find names', () => {
    expect(network.allows(reader, dns, 53, 'UDP')).toBe(true);
  });
});

test('what has a host name is reached from outside, the rest is not', () => {
  const network = new KubeNetwork(kubernetesObjects(kubeStack('local', everythingOn)));
  expect(network.allows(outside, server('hub'), 3001)).toBe(true);
  expect(network.allows(outside, server('grafana'), 3000)).toBe(true);
  expect(network.allows(outside, server('collector'), 4318)).toBe(true);
  expect(network.allows(outside, server('collector'), 4317)).toBe(false);
  expect(network.allows(outside, server('prometheus'), 9090)).toBe(false);
  expect(network.allows(outside, server('loki'), 3100)).toBe(false);
});

test('alerts go out only where somebody is to be told, and never to the metadata of the machine', () => {
  const network = new KubeNetwork(
    kubernetesObjects(kubeStack('local', { alerts: { receivers: { slack: { urlFile: 'slack' } } } })),
  );
  expect(network.allows(server('alertmanager'), outside, 443)).toBe(true);
  expect(network.allows(server('alertmanager'), machineMetadata, 80)).toBe(false);
  expect(network.allows(server('grafana'), outside, 443)).toBe(false);
});

test("the operator's Prometheus scrapes from its own namespace, where there is an operator", () => {
  const operators: Peer = { namespace: 'monitoring', labels: { 'app.kubernetes.io/name': 'prometheus' } };
  const on = new KubeNetwork(kubernetesObjects(kubeStack('local', { operator: 'on' })));
  const off = new KubeNetwork(kubernetesObjects(kubeStack('local', { operator: 'off' })));
  expect(on.allows(operators, server('loki'), 3100)).toBe(true);
  expect(on.allows(operators, server('alertmanager'), 9094)).toBe(false);
  expect(off.allows(operators, server('loki'), 3100)).toBe(false);
});

test('nodes of one network alone are reached where it is given', () => {
  const network = new KubeNetwork(kubernetesObjects(kubeStack('local'), { nodeCidrs: ['10.1.0.0/16'] }));
  expect(network.allows(server('prometheus'), { address: '10.1.2.3' }, 6443)).toBe(true);
  expect(network.allows(server('prometheus'), { address: '10.2.2.3' }, 6443)).toBe(false);
});

test('Prometheus reaches the services that may send where it scrapes them, and only there', () => {
  const scraping = { metricsWay: 'scrape' as const, ingest: { namespaces: ['shop'] } };
  const network = new KubeNetwork(kubernetesObjects(kubeStack('local', scraping)));
  expect(network.allows(server('prometheus'), workloadIn('shop'), 9464)).toBe(true);
  expect(network.allows(server('prometheus'), workloadIn('billing'), 9464)).toBe(false);
  const pushed = new KubeNetwork(kubernetesObjects(kubeStack('local', { ...scraping, metricsWay: 'otlp' })));
  expect(pushed.allows(server('prometheus'), workloadIn('shop'), 9464)).toBe(false);
});
