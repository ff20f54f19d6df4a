import { comparePrograms } from './compare-programs.ts';

for (const kind of ['counter', 'histogram']) {
  await comparePrograms({
    title: `${kind}, each in a process of its own`,
    program: 'metric',
    args: [kind],
    iterations: 300_000,
    baseline: 'bare OpenTelemetry',
    variants: [
      { name: 'bare OpenTelemetry', argument: 'bare' },
      { name: 'shim: recordMetric', argument: 'shim', maxRatio: 1.2 },
      { name: 'prom-client', argument: 'prom-client' },
    ],
  });
}
