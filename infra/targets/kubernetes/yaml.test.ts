import { expect, test } from 'vitest';
import { parseAllDocuments } from 'yaml';
import { kubeStack } from '../../../test/support/kube-stacks.ts';
import { kubernetesObjects } from './objects.ts';
import { kubernetesFiles, kubernetesYaml } from './yaml.ts';

test('what reads YAML gets the objects back', () => {
  const objects = kubernetesObjects(kubeStack('medium'));
  const read = parseAllDocuments(kubernetesYaml(objects), { version: '1.1' }).map((one) => one.toJS());
  expect(read).toEqual(JSON.parse(JSON.stringify(objects)));
});

test('words that YAML 1.1 takes for true and false stay text', () => {
  const labels = { a: 'off', b: 'yes', c: '1e3', d: '0755' };
  expect(kubernetesYaml([{ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'x', labels } }])).toBe(
    `---
apiVersion: v1
kind: ConfigMap
metadata:
  name: x
  labels:
    a: "off"
    b: "yes"
    c: "1e3"
    d: "0755"
`,
  );
});

test('the same settings give the same bytes', () => {
  const once = kubernetesFiles(kubernetesObjects(kubeStack('large')));
  expect(kubernetesFiles(kubernetesObjects(kubeStack('large')))).toEqual(once);
});

test('files sort as they must be applied, one for each server', () => {
  expect(
    kubernetesFiles(kubernetesObjects(kubeStack('local')))
      .map(({ path }) => path)
      .toSorted(),
  ).toEqual([
    '00-namespace.yaml',
    '02-network-policies.yaml',
    '10-alertmanager.yaml',
    '10-collector.yaml',
    '10-grafana.yaml',
    '10-hub.yaml',
    '10-jaeger.yaml',
    '10-loki.yaml',
    '10-prometheus.yaml',
  ]);
});
