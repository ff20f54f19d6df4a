import { stringify } from 'yaml';
import { type CollectorVersion, versionFacts } from './versions.ts';

const CORE = 'go.opentelemetry.io/collector';
const CONTRIB = 'github.com/open-telemetry/opentelemetry-collector-contrib';

/** Parts of our own slim distribution: what the pipelines use, and what helps to find a fault. */
const core = {
  receivers: ['receiver/otlpreceiver'],
  processors: ['processor/memorylimiterprocessor'],
  exporters: ['exporter/otlpexporter', 'exporter/otlphttpexporter', 'exporter/debugexporter'],
  connectors: ['connector/forwardconnector'],
} as const;
const contrib = {
  receivers: ['receiver/hostmetricsreceiver', 'receiver/filelogreceiver', 'receiver/httpcheckreceiver'],
  processors: [
    'processor/transformprocessor',
    'processor/filterprocessor',
    'processor/tailsamplingprocessor',
    'processor/resourcedetectionprocessor',
    'processor/k8sattributesprocessor',
  ],
  exporters: ['exporter/loadbalancingexporter'],
  connectors: ['connector/spanmetricsconnector', 'connector/servicegraphconnector'],
  extensions: [
    'extension/healthcheckextension',
    'extension/storage/filestorage',
    'extension/bearertokenauthextension',
    'extension/pprofextension',
  ],
} as const;
const stableProviders = ['confmap/provider/envprovider', 'confmap/provider/fileprovider'] as const;
const kinds = ['receivers', 'processors', 'exporters', 'connectors', 'extensions'] as const;

/** Name of the binary that the manifest builds. */
export const DISTRIBUTION_NAME = 'otelcol-observatory';

/**
 * The manifest of our own slim distribution, for OpenTelemetry's collector builder (`go run
 * go.opentelemetry.io/collector/cmd/builder@vRELEASE --config=manifest.yaml`). `output` is the folder of the program.
 */
export function builderManifest(version: CollectorVersion, output = './out'): string {
  const { release, stable } = versionFacts[version];
  const modules = (root: string, paths: readonly string[] = [], at = release) =>
    paths.map((path) => ({ gomod: `${root}/${path} v${at}` }));
  return stringify({
    dist: {
      name: DISTRIBUTION_NAME,
      description: 'OpenTelemetry Collector with the parts that Observatory uses',
      version: release,
      output_path: output,
    },
    ...Object.fromEntries(
      kinds.map((kind) => [
        kind,
        [
          ...modules(CORE, (core as Partial<Record<string, readonly string[]>>)[kind]),
          ...modules(CONTRIB, contrib[kind]),
        ],
      ]),
    ),
    providers: [
      ...modules(CORE, stableProviders, stable),
      ...modules(CORE, ['confmap/provider/yamlprovider'], version === '0.111' ? release : stable),
    ],
  });
}
