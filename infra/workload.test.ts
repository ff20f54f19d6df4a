import { describe, expect, test } from 'vitest';
import { validateKubeObject } from '../test/support/kube-models.ts';
import {
  observedComposeService,
  observedContainer,
  observedDockerContainer,
  observedNetworks,
  observedPod,
} from './workload.ts';

const values = (container: { readonly env: readonly { readonly name: string; readonly value?: string }[] }) =>
  Object.fromEntries(container.env.map(({ name, value }) => [name, value]));

describe('a container on Kubernetes', () => {
  const container = observedContainer(
    { name: 'app', image: 'shop:1' },
    { service: 'checkout', version: '1.2+a', environment: 'production' },
  );

  test('sends to the stack under its name', () => {
    expect(values(container)).toMatchObject({
      OTEL_SERVICE_NAME: 'checkout',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://otlp.observability:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_RESOURCE_ATTRIBUTES:
        'service.version=1.2%2Ba,deployment.environment.name=production,' +
        'k8s.namespace.name=$(K8S_NAMESPACE_NAME),k8s.node.name=$(K8S_NODE_NAME),' +
        'k8s.pod.name=$(K8S_POD_NAME),k8s.pod.uid=$(K8S_POD_UID),k8s.container.name=app',
    });
    expect(container.image).toBe('shop:1');
  });

  test('names what a variable refers to before that variable', () => {
    const names = container.env.map(({ name }) => name);
    for (const name of ['K8S_NAMESPACE_NAME', 'K8S_NODE_NAME', 'K8S_POD_NAME', 'K8S_POD_UID']) {
      expect(names.indexOf(name)).toBeLessThan(names.indexOf('OTEL_RESOURCE_ATTRIBUTES'));
    }
    expect(names.indexOf('OBSERVATORY_INGEST_TOKEN')).toBeLessThan(
      names.indexOf('OTEL_EXPORTER_OTLP_HEADERS'),
    );
  });

  test('shows the token from the Secret that the stack put into its namespace', () => {
    expect(container.env).toContainEqual({
      name: 'OBSERVATORY_INGEST_TOKEN',
      valueFrom: { secretKeyRef: { name: 'observatory-ingest-token', key: 'value' } },
    });
    expect(values(container).OTEL_EXPORTER_OTLP_HEADERS).toBe(
      'Authorization=Bearer%20$(OBSERVATORY_INGEST_TOKEN)',
    );
  });

  test('of a stack with another name sends there, and without a token where none is asked for', () => {
    const other = observedContainer(
      { name: 'app' },
      { service: 'checkout', stack: { name: 'watch', namespace: 'watching' }, auth: false },
    );
    expect(values(other).OTEL_EXPORTER_OTLP_ENDPOINT).toBe('http://otlp.watching:4318');
    expect(JSON.stringify(other)).not.toContain('token');
  });

  test('keeps what it already sets', () => {
    const own = observedContainer(
      { name: 'app', env: [{ name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://elsewhere:4318' }] },
      { service: 'checkout' },
    );
    expect(own.env.filter(({ name }) => name === 'OTEL_EXPORTER_OTLP_ENDPOINT')).toEqual([
      { name: 'OTEL_EXPORTER_OTLP_ENDPOINT', value: 'http://elsewhere:4318' },
    ]);
  });

  test('with a name that would break the variable is refused', () => {
    expect(() => observedContainer({ name: 'app' }, { service: 'a,b=c' })).toThrow(/^service: .*"a,b=c"$/);
  });
});

describe('a pod', () => {
  const template = {
    metadata: { labels: { app: 'checkout' } },
    spec: {
      containers: [
        { name: 'app', image: 'shop:1' },
        { name: 'proxy', image: 'proxy:1' },
      ],
    },
  };

  test('is still a pod that Kubernetes takes', async () => {
    const pod = observedPod(template, { service: 'checkout', scrapePort: 9464 });
    await validateKubeObject({
      apiVersion: 'v1',
      kind: 'Pod',
      ...pod,
      metadata: { name: 'checkout', ...pod.metadata, labels: {} },
    });
  });

  test('has the environment in the named containers alone, and its own labels', () => {
    const pod = observedPod(template, { service: 'checkout', containers: ['app'] });
    const [app, proxy] = pod.spec.containers;
    expect(app).toHaveProperty('env');
    expect(proxy).toEqual({ name: 'proxy', image: 'proxy:1' });
    expect(pod.metadata).toEqual({ labels: { app: 'checkout' }, annotations: {} });
  });

  test('that is scraped says where, answers there, and no longer pushes', () => {
    const pod = observedPod(template, { service: 'checkout', scrapePort: 9000 });
    expect(pod.metadata.annotations).toEqual({
      'prometheus.io/scrape': 'true',
      'prometheus.io/port': '9000',
      'prometheus.io/path': '/metrics',
    });
    expect(values({ env: [], ...pod.spec.containers[0] })).toMatchObject({
      OBSERVATORY_METRICS_WAY: 'scrape',
      PROMETHEUS_PORT: '9000',
      OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
    });
  });
});

test('a service of a compose file sends over the network of the stack', () => {
  expect(
    observedComposeService(
      { image: 'shop:1', environment: { OTEL_SERVICE_NAME: 'own' }, labels: { team: 'shop' } },
      { service: 'checkout', environment: 'staging', token: 'obsi_1' },
    ),
  ).toEqual({
    image: 'shop:1',
    environment: {
      OTEL_SERVICE_NAME: 'own',
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://agent:4318',
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
      OTEL_RESOURCE_ATTRIBUTES: 'deployment.environment.name=staging',
      OTEL_EXPORTER_OTLP_HEADERS: 'Authorization=Bearer%20obsi_1',
    },
    labels: { team: 'shop' },
    networks: ['default', 'observatory'],
  });
  expect(observedNetworks()).toEqual({ observatory: { name: 'observatory_stack', external: true } });
});

test('a container of Pulumi has the environment as lines and the labels as pairs', () => {
  expect(
    observedDockerContainer(
      { image: 'shop:1', envs: ['OTEL_EXPORTER_OTLP_PROTOCOL=grpc'] },
      { service: 'checkout', endpoint: 'http://stack:4318', scrapePort: 9464 },
    ),
  ).toEqual({
    image: 'shop:1',
    envs: [
      'OTEL_SERVICE_NAME=checkout',
      'OTEL_EXPORTER_OTLP_ENDPOINT=http://stack:4318',
      'OBSERVATORY_METRICS_WAY=scrape',
      'PROMETHEUS_PORT=9464',
      'OTEL_EXPORTER_PROMETHEUS_HOST=0.0.0.0',
      'OTEL_EXPORTER_OTLP_PROTOCOL=grpc',
    ],
    labels: [
      { label: 'prometheus.io/scrape', value: 'true' },
      { label: 'prometheus.io/port', value: '9464' },
      { label: 'prometheus.io/path', value: '/metrics' },
    ],
  });
});
