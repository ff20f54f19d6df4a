/** What a team adds to its own workloads so that the stack sees them. Pure: objects in, objects out. */

export interface Observed {
  /** Name of the service, `service.name`. */
  readonly service: string;
  readonly version?: string;
  /** `deployment.environment.name`, such as `production`. */
  readonly environment?: string;
  /** Where OTLP/HTTP is taken; the stack's own address by default. */
  readonly endpoint?: string;
  /** The stack's settings `name` and `namespace`. */
  readonly stack?: { readonly name?: string; readonly namespace?: string };
  /** Port of `/metrics` where Prometheus is to scrape the service; the metrics are then no longer sent by OTLP. */
  readonly scrapePort?: number;
}

interface KubernetesVariable {
  readonly name: string;
  readonly value?: string;
  readonly valueFrom?: object;
}
interface KubernetesContainer {
  readonly name: string;
  readonly env?: readonly KubernetesVariable[];
}
interface PodTemplate<C> {
  readonly metadata?: {
    readonly labels?: Readonly<Record<string, string>>;
    readonly annotations?: Readonly<Record<string, string>>;
  };
  readonly spec: { readonly containers: readonly C[] };
}

/**
 * A pod template (or Pod) whose containers, or those of `containers` alone, send to the stack. The namespace must be one
 * of the stack's setting `ingest.namespaces`, which puts the token there. What a container already sets stays.
 */
export function observedPod<C extends KubernetesContainer, T extends PodTemplate<C>>(
  template: T & PodTemplate<C>,
  options: Observed & { readonly containers?: readonly string[]; readonly auth?: boolean },
) {
  const { containers } = options;
  return {
    ...template,
    metadata: {
      ...template.metadata,
      annotations: { ...scrapeMarks(options), ...template.metadata?.annotations },
    },
    spec: {
      ...template.spec,
      containers: template.spec.containers.map((one) =>
        containers === undefined || containers.includes(one.name) ? observedContainer(one, options) : one,
      ),
    },
  };
}

/** One container of a pod; `observedPod` also adds the annotations. */
export function observedContainer<C extends KubernetesContainer>(
  container: C,
  options: Observed & { readonly auth?: boolean },
): C & { readonly env: readonly KubernetesVariable[] } {
  const { name = 'observatory', namespace = 'observability' } = options.stack ?? {};
  const fromPod = (variable: string, fieldPath: string): KubernetesVariable => ({
    name: variable,
    valueFrom: { fieldRef: { fieldPath } },
  });
  const plain = environment(
    { endpoint: `http://otlp.${namespace}:4318`, ...options },
    {
      'k8s.namespace.name': '$(K8S_NAMESPACE_NAME)',
      'k8s.node.name': '$(K8S_NODE_NAME)',
      'k8s.pod.name': '$(K8S_POD_NAME)',
      'k8s.pod.uid': '$(K8S_POD_UID)',
      'k8s.container.name': container.name,
    },
  );
  const ours: KubernetesVariable[] = [
    // What others refer to must stand before them.
    fromPod('K8S_NAMESPACE_NAME', 'metadata.namespace'),
    fromPod('K8S_NODE_NAME', 'spec.nodeName'),
    fromPod('K8S_POD_NAME', 'metadata.name'),
    fromPod('K8S_POD_UID', 'metadata.uid'),
    ...(options.auth === false
      ? []
      : [
          {
            name: 'OBSERVATORY_INGEST_TOKEN',
            valueFrom: { secretKeyRef: { name: `${name}-ingest-token`, key: 'value' } },
          },
          { name: 'OTEL_EXPORTER_OTLP_HEADERS', value: bearer('$(OBSERVATORY_INGEST_TOKEN)') },
        ]),
    ...Object.entries(plain).map(([variable, value]) => ({ name: variable, value })),
  ];
  const own = container.env ?? [];
  const taken = new Set(own.map((variable) => variable.name));
  return { ...container, env: [...ours.filter((variable) => !taken.has(variable.name)), ...own] };
}

interface ComposeService {
  readonly environment?: Readonly<Record<string, string>>;
  readonly labels?: Readonly<Record<string, string>>;
  readonly networks?: readonly string[];
}

/**
 * A service of a compose file that sends to a stack on the same machine, over the stack's network: `observedNetworks`
 * belongs at the top of the same file. `token` is needed only where the stack asks for one.
 */
export function observedComposeService<S extends ComposeService>(
  service: S,
  options: Observed & { readonly token?: string },
) {
  return {
    ...service,
    environment: { ...containerEnvironment(options), ...service.environment },
    labels: { ...scrapeMarks(options), ...service.labels },
    networks: [...new Set([...(service.networks ?? ['default']), 'observatory'])],
  };
}

/** The stack's network under the name that `observedComposeService` uses, for `networks` of a compose file. */
export function observedNetworks(stack = 'observatory') {
  return { observatory: { name: `${stack}_stack`, external: true } };
}

interface DockerContainer {
  readonly envs?: readonly string[];
  readonly labels?: readonly { readonly label: string; readonly value: string }[];
}

/** Arguments of a `docker.Container` of Pulumi that sends to the stack; it still has to be put on the stack's network. */
export function observedDockerContainer<C extends DockerContainer>(
  container: C,
  options: Observed & { readonly token?: string },
) {
  const own = container.envs ?? [];
  const taken = new Set(own.map((variable) => variable.split('=', 1)[0]));
  return {
    ...container,
    envs: [
      ...Object.entries(containerEnvironment(options))
        .filter(([name]) => !taken.has(name))
        .map(([name, value]) => `${name}=${value}`),
      ...own,
    ],
    labels: [
      ...Object.entries(scrapeMarks(options)).map(([label, value]) => ({ label, value })),
      ...(container.labels ?? []),
    ],
  };
}

function containerEnvironment(options: Observed & { readonly token?: string }): Record<string, string> {
  return {
    ...environment({ endpoint: 'http://agent:4318', ...options }, {}),
    ...(options.token === undefined ? {} : { OTEL_EXPORTER_OTLP_HEADERS: bearer(options.token) }),
  };
}

function environment(options: Observed & { endpoint: string }, attributes: Readonly<Record<string, string>>) {
  const { service, version, environment: stage, endpoint, scrapePort } = options;
  if (!/^[A-Za-z0-9][A-Za-z0-9._/-]*$/.test(service)) {
    throw new Error(
      `service: expected letters, digits, ".", "_", "/" and "-" that begin with a letter or digit, got ${JSON.stringify(service)}`,
    );
  }
  const all: Record<string, string> = {
    ...(version === undefined ? {} : { 'service.version': encodeURIComponent(version) }),
    ...(stage === undefined ? {} : { 'deployment.environment.name': encodeURIComponent(stage) }),
    ...attributes,
  };
  const pairs = Object.entries(all).map(([key, value]) => `${key}=${value}`);
  return {
    OTEL_SERVICE_NAME: service,
    OTEL_EXPORTER_OTLP_ENDPOINT: endpoint,
    // Other SDKs than the shim would speak gRPC.
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf',
    ...(pairs.length === 0 ? {} : { OTEL_RESOURCE_ATTRIBUTES: pairs.join(',') }),
    ...(scrapePort === undefined
      ? {}
      : {
          OBSERVATORY_METRICS_WAY: 'scrape',
          PROMETHEUS_PORT: String(scrapePort),
          // The shim answers on loopback alone otherwise.
          OTEL_EXPORTER_PROMETHEUS_HOST: '0.0.0.0',
        }),
  };
}

/** By what Prometheus finds the service: annotations on Kubernetes, labels on Docker. */
function scrapeMarks({ scrapePort }: Observed): Record<string, string> {
  if (scrapePort === undefined) return {};
  return {
    'prometheus.io/scrape': 'true',
    'prometheus.io/port': String(scrapePort),
    'prometheus.io/path': '/metrics',
  };
}

/** The variable's values are percent-encoded. */
const bearer = (token: string): string => `Authorization=Bearer%20${token}`;
