import fc from 'fast-check';
import { expect, it } from 'vitest';
import { fileVariables } from './file-variables.ts';
import { readConfig } from './read-config.ts';

/** Keys that the schema has, so that models reach into every part. */
const keys = [
  'file_format',
  'disabled',
  'attribute_limits',
  'resource',
  'attributes',
  'attributes_list',
  'name',
  'value',
  'propagator',
  'composite',
  'composite_list',
  'tracer_provider',
  'meter_provider',
  'logger_provider',
  'processors',
  'readers',
  'batch',
  'periodic',
  'pull',
  'exporter',
  'otlp_http',
  'otlp_grpc',
  'endpoint',
  'headers',
  'tls',
  'ca_file',
  'sampler',
  'parent_based',
  'root',
  'trace_id_ratio_based',
  'ratio',
  'limits',
];

it('gives variables and sentences for whatever model', () => {
  const model = fc.object({
    key: fc.constantFrom(...keys),
    maxDepth: 6,
    values: [fc.string({ unit: 'binary' }), fc.double(), fc.boolean(), fc.constant(null)],
  });
  fc.assert(
    fc.property(fc.oneof(model, fc.anything()), (given) => {
      const { variables, problems } = fileVariables(given);
      for (const value of Object.values(variables)) expect(typeof value).toBe('string');
      for (const problem of problems) expect(problem).toMatch(/ is /);
      readConfig({ env: variables });
    }),
    { numRuns: 1000 },
  );
});
