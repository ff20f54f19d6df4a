import type { CollectorVersion } from '../../collector/versions.ts';
import { KAFKA_BROKER } from './kafka-broker.ts';

/** A build of a Go module in its own folder of the module cache, with copies of its go.mod and go.sum. */
export interface GoModule {
  readonly kind: 'go-module';
  /** Version of the server, which can differ from the module's. */
  readonly version: string;
  readonly module: string;
  readonly moduleVersion: string;
  /** Its programs; each binary has the name of its folder. */
  readonly packages: readonly string[];
  /** Changes to the copied go.mod: what only its own repository can resolve. */
  readonly edits: readonly { readonly from: RegExp; readonly to: string }[];
  /** `-X` values for the linker. */
  readonly defines: Readonly<Record<string, string>>;
  /** Files that the module embeds but does not hold, with what stands in for them; `.gz` is compressed. */
  readonly missingFiles: Readonly<Record<string, string>>;
}

/** Packages of Debian's newest suite, unpacked beside the system. The version is the one that comes. */
export interface DebianPackages {
  readonly kind: 'debian';
  readonly packages: readonly string[];
  /** Path in the packages of each binary. */
  readonly files: Readonly<Record<string, string>>;
}

/** A collector put together by OpenTelemetry's builder from our own manifest. */
export interface CollectorBuild {
  readonly kind: 'collector-builder';
  readonly version: string;
  /** Line of versions that its manifest is made for. */
  readonly line: CollectorVersion;
}

export type Recipe = GoModule | DebianPackages | CollectorBuild;

/** Archives that a project publishes. In templates: VERSION, OS (linux, darwin), ARCH (amd64, arm64). */
export interface Release {
  readonly version: string;
  readonly url: string;
  /** File of SHA-256 sums that the release publishes beside the archive. */
  readonly sumsUrl: string;
  /** Path in the archive of each binary. */
  readonly files: Readonly<Record<string, string>>;
  /** Pinned SHA-256 by `OS-ARCH`; stronger than the published file. */
  readonly sha256: Readonly<Record<string, string>>;
}

/** A server (or a tool of the tests) that can be had as a program. */
export interface Server {
  readonly name: string;
  readonly binaries: readonly string[];
  /** `stack`: the process target runs it. `tests`: only tests need it. */
  readonly group: 'stack' | 'tests';
  /** From source: the first way that works here. */
  readonly recipes: readonly Recipe[];
  readonly release: Release | null;
  /** What prints a version and ends with 0; proves that the binary runs on this machine. */
  readonly versionArgs: readonly string[];
}

const goModule = (
  recipe: Pick<GoModule, 'version' | 'module' | 'moduleVersion' | 'packages'> & Partial<GoModule>,
): GoModule => ({ kind: 'go-module', edits: [], defines: {}, missingFiles: {}, ...recipe });

const PULUMI = 'v3.200.0';
const GITHUB = 'https://github.com';

/** Every server, where it comes from and which version; docs/install.md says how long each takes. */
export const servers: readonly Server[] = [
  {
    name: 'prometheus',
    binaries: ['prometheus', 'promtool'],
    group: 'stack',
    versionArgs: ['--version'],
    recipes: [
      // Debian's takes no OTLP: it is built without the receiver and does not know its flag.
      goModule({
        version: '3.5.0',
        module: 'github.com/prometheus/prometheus',
        moduleVersion: 'v0.305.0',
        packages: ['./cmd/prometheus', './cmd/promtool'],
      }),
    ],
    release: {
      version: '3.14.0',
      url: `${GITHUB}/prometheus/prometheus/releases/download/vVERSION/prometheus-VERSION.OS-ARCH.tar.gz`,
      sumsUrl: `${GITHUB}/prometheus/prometheus/releases/download/vVERSION/sha256sums.txt`,
      files: {
        prometheus: 'prometheus-VERSION.OS-ARCH/prometheus',
        promtool: 'prometheus-VERSION.OS-ARCH/promtool',
      },
      sha256: {},
    },
  },
  {
    name: 'alertmanager',
    binaries: ['alertmanager', 'amtool'],
    group: 'stack',
    versionArgs: ['--version'],
    recipes: [
      // Debian's binary reads its templates from /usr/share, which only an installed package has.
      goModule({
        version: '0.34.0',
        module: 'github.com/prometheus/alertmanager',
        moduleVersion: 'v0.34.0',
        packages: ['./cmd/alertmanager', './cmd/amtool'],
        missingFiles: {
          'ui/app/dist/index.html.gz':
            '<!doctype html><title>Alertmanager</title><p>Built from the Go module, which has no page. The API is under /api/v2.',
        },
      }),
    ],
    release: {
      version: '0.34.0',
      url: `${GITHUB}/prometheus/alertmanager/releases/download/vVERSION/alertmanager-VERSION.OS-ARCH.tar.gz`,
      sumsUrl: `${GITHUB}/prometheus/alertmanager/releases/download/vVERSION/sha256sums.txt`,
      files: {
        alertmanager: 'alertmanager-VERSION.OS-ARCH/alertmanager',
        amtool: 'alertmanager-VERSION.OS-ARCH/amtool',
      },
      sha256: {},
    },
  },
  {
    name: 'otelcol',
    binaries: ['otelcol-observatory'],
    group: 'stack',
    versionArgs: ['--version'],
    recipes: [{ kind: 'collector-builder', version: '0.111.0', line: '0.111' }],
    release: {
      version: '0.159.0',
      url: `${GITHUB}/open-telemetry/opentelemetry-collector-releases/releases/download/vVERSION/otelcol-contrib_VERSION_OS_ARCH.tar.gz`,
      sumsUrl: `${GITHUB}/open-telemetry/opentelemetry-collector-releases/releases/download/vVERSION/opentelemetry-collector-releases_otelcol-contrib_checksums.txt`,
      // The contrib distribution holds every part of ours.
      files: { 'otelcol-observatory': 'otelcol-contrib' },
      sha256: {},
    },
  },
  {
    name: 'jaeger',
    binaries: ['jaeger'],
    group: 'stack',
    versionArgs: ['version'],
    recipes: [
      goModule({
        version: '2.13.0',
        module: 'github.com/jaegertracing/jaeger',
        moduleVersion: 'v1.76.0',
        packages: ['./cmd/jaeger'],
      }),
    ],
    release: {
      version: '2.20.0',
      url: `${GITHUB}/jaegertracing/jaeger/releases/download/vVERSION/jaeger-VERSION-OS-ARCH.tar.gz`,
      sumsUrl: `${GITHUB}/jaegertracing/jaeger/releases/download/vVERSION/jaeger-VERSION.sha256sum.txt`,
      files: { jaeger: 'jaeger-VERSION-OS-ARCH/jaeger' },
      sha256: {},
    },
  },
  {
    name: 'loki',
    binaries: ['loki'],
    group: 'stack',
    versionArgs: ['-version'],
    recipes: [
      goModule({
        version: '3.5.0',
        module: 'github.com/grafana/loki/v3',
        moduleVersion: 'v3.5.0',
        packages: ['./cmd/loki'],
        edits: [{ from: /^.*grafana\/loki\/pkg\/push *=> *\.\/.*\n/gm, to: '' }],
      }),
    ],
    release: {
      version: '3.7.6',
      url: `${GITHUB}/grafana/loki/releases/download/vVERSION/loki-OS-ARCH.zip`,
      sumsUrl: `${GITHUB}/grafana/loki/releases/download/vVERSION/SHA256SUMS`,
      files: { loki: 'loki-OS-ARCH' },
      sha256: {},
    },
  },
  {
    name: 'pulumi',
    binaries: ['pulumi'],
    group: 'tests',
    versionArgs: ['version'],
    recipes: [
      goModule({
        version: '3.200.0',
        module: 'github.com/pulumi/pulumi/pkg/v3',
        moduleVersion: PULUMI,
        packages: ['./cmd/pulumi'],
        edits: [{ from: /^replace github\.com\/pulumi\/pulumi\/sdk\/v3 => .*\n/gm, to: '' }],
        defines: { 'github.com/pulumi/pulumi/sdk/v3/go/common/version.Version': PULUMI },
      }),
    ],
    release: null,
  },
  {
    name: 'kube-apiserver',
    binaries: ['kube-apiserver'],
    group: 'tests',
    versionArgs: ['--version'],
    recipes: [
      goModule({
        version: '1.36.3',
        module: 'k8s.io/kubernetes',
        moduleVersion: 'v1.36.3',
        packages: ['./cmd/kube-apiserver'],
        edits: [{ from: /=> \.\/staging\/src\/k8s\.io\/([a-z0-9-]+)/g, to: '=> k8s.io/$1 v0.36.3' }],
      }),
    ],
    release: null,
  },
  {
    name: 'busybox',
    binaries: ['busybox'],
    group: 'tests',
    versionArgs: ['--list'],
    recipes: [{ kind: 'debian', packages: ['busybox-static'], files: { busybox: 'bin/busybox' } }],
    release: null,
  },
  {
    name: 'docker-compose',
    binaries: ['docker-compose'],
    group: 'tests',
    versionArgs: ['version'],
    recipes: [
      {
        kind: 'debian',
        packages: ['docker-compose'],
        files: { 'docker-compose': 'usr/libexec/docker/cli-plugins/docker-compose' },
      },
    ],
    release: null,
  },
  {
    // Stands for MongoDB, which nobody packages: its protocol, on SQLite.
    name: 'ferretdb',
    binaries: ['ferretdb'],
    group: 'tests',
    versionArgs: ['--version'],
    recipes: [
      goModule({
        version: '1.24.2',
        module: 'github.com/FerretDB/FerretDB',
        moduleVersion: 'v1.24.2',
        packages: ['./cmd/ferretdb'],
        missingFiles: { 'build/version/version.txt': 'v1.24.2\n' },
      }),
    ],
    release: null,
  },
  {
    // Stands for Kafka: a broker in memory that speaks its protocol, without a JVM.
    name: 'kfake',
    binaries: ['kfake-server'],
    group: 'tests',
    versionArgs: ['--version'],
    recipes: [
      goModule({
        version: '0.0.0-20260918054303',
        module: 'github.com/twmb/franz-go/pkg/kfake',
        moduleVersion: 'v0.0.0-20260918054303-01f206a7e32c',
        packages: ['./cmd/kfake-server'],
        // The published go.mod names a version of the client that lacks what its source calls.
        edits: [{ from: /(github\.com\/twmb\/franz-go) v1\.21\.7/, to: '$1 v1.22.2' }],
        missingFiles: { 'cmd/kfake-server/main.go': KAFKA_BROKER },
      }),
    ],
    release: null,
  },
];
