import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { builderManifest } from './distribution.ts';

describe('the manifest of our distribution', () => {
  it('pins every module of 0.111 to the versions that build together', () => {
    const manifest = parse(builderManifest('0.111', '/tmp/out'));
    expect(manifest.dist).toMatchObject({
      name: 'otelcol-observatory',
      version: '0.111.0',
      output_path: '/tmp/out',
    });
    expect(manifest.connectors).toEqual([
      { gomod: 'go.opentelemetry.io/collector/connector/forwardconnector v0.111.0' },
      {
        gomod:
          'github.com/open-telemetry/opentelemetry-collector-contrib/connector/spanmetricsconnector v0.111.0',
      },
      {
        gomod:
          'github.com/open-telemetry/opentelemetry-collector-contrib/connector/servicegraphconnector v0.111.0',
      },
    ]);
    expect(manifest.providers).toEqual([
      { gomod: 'go.opentelemetry.io/collector/confmap/provider/envprovider v1.17.0' },
      { gomod: 'go.opentelemetry.io/collector/confmap/provider/fileprovider v1.17.0' },
      { gomod: 'go.opentelemetry.io/collector/confmap/provider/yamlprovider v0.111.0' },
    ]);
  });

  it('has no processor that batches in memory', () => {
    expect(builderManifest('0.159')).not.toContain('batchprocessor');
  });
});
