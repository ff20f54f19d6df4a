import { comparePrograms } from './compare-programs.ts';

for (const sampler of ['always_on', 'always_off']) {
  const shared = {
    program: 'traced-call',
    env: { OTEL_TRACES_SAMPLER: sampler, OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9' },
    iterations: 10_000,
  };
  const title = `traced call, ${sampler === 'always_on' ? 'recorded' : 'unsampled'}`;
  await comparePrograms({
    ...shared,
    title: `${title}, each in a process of its own`,
    baseline: 'bare OpenTelemetry',
    variants: [
      { name: 'bare OpenTelemetry', argument: 'bare' },
      { name: 'shim: traceAsync', argument: 'shim', maxRatio: 1.25 },
      { name: 'Traceloop: withTask', argument: 'traceloop' },
      { name: 'Langfuse: startActiveObservation', argument: 'langfuse' },
      { name: 'OpenLIT: startTrace', argument: 'openlit' },
    ],
  });
  if (sampler === 'always_off') continue;
  await comparePrograms({
    ...shared,
    title: `${title}, against Traceloop`,
    baseline: 'Traceloop: withTask',
    variants: [
      { name: 'Traceloop: withTask', argument: 'traceloop' },
      { name: 'shim: traceAsync', argument: 'shim', maxRatio: 0.8 },
    ],
  });
  await comparePrograms({
    ...shared,
    title: `${title}, against Langfuse`,
    baseline: 'Langfuse: startActiveObservation',
    variants: [
      { name: 'Langfuse: startActiveObservation', argument: 'langfuse' },
      { name: 'shim: traceAsync', argument: 'shim', maxRatio: 0.6 },
    ],
  });
}
