import { fleetMetrics } from '@observatory/shim/conventions';
import { expect, test } from 'vitest';
import { promql, series } from '../promql/expression.ts';
import type { Slo } from './slo.ts';
import { sloFaults } from './slo-faults.ts';

const right: Slo = {
  name: 'model-calls',
  alert: 'ModelCalls',
  meaning: 'calls of models succeed',
  subject: 'Calls of {{ $labels.model }}',
  objective: 0.99,
  by: ['provider', 'model'],
  events: [series(fleetMetrics.llmCalls)],
  bad: [series(fleetMetrics.llmErrors)],
  dashboard: 'agent-performance',
};
const faults = (...slos: Partial<Slo>[]) =>
  sloFaults(
    slos.map((one) => ({ ...right, ...one }) as Slo),
    'aet_',
  );

test('An SLO that is right has no fault, nor has one for each label that Prometheus puts on every series', () => {
  expect(faults({})).toEqual([]);
  expect(faults({ by: ['service_name', 'job', 'k8s_namespace_name'] })).toEqual([]);
});

test('An SLO name used twice names the SLO once for each of its names, not its records', () => {
  expect(faults({}, {})).toEqual([
    'SLO model-calls: another SLO has the name model-calls, expected one of its own',
    'SLO model-calls: another SLO has the alert ModelCalls, expected one of its own',
  ]);
});

test('A fault of two SLOs of one name is told once', () => {
  expect(faults({ objective: 95 }, { objective: 95 })).toHaveLength(3);
});

test.each<[string, Partial<Slo>, string]>([
  [
    'An objective in per cent says the share that is meant',
    { objective: 95 },
    'SLO model-calls: expected an objective between 0 and 1, got 95; 95 % is 0.95',
  ],
  [
    'An objective that leaves no budget is refused',
    { objective: 1 },
    'SLO model-calls: expected an objective between 0 and 1, got 1',
  ],
  [
    'A budget by a label that the counters lack is refused',
    { by: ['tool'] },
    'SLO model-calls: observatory_llm_calls_total in `events` has no label tool',
  ],
  [
    'No events are refused',
    { events: [] },
    'SLO model-calls: expected a counter at least in `events`, got none',
  ],
  [
    'No bad events are refused',
    { bad: [] },
    'SLO model-calls: expected a counter at least in `bad`, got none',
  ],
  [
    'Events that are no PromQL name the SLO',
    { events: [promql`up == `] },
    'SLO model-calls: events: expected PromQL, got "up =="',
  ],
])('%s', (_, slo, message) => {
  expect(faults(slo)[0]).toContain(message);
});
