import { Registry } from 'prom-client';
import { describe, expect, test } from 'vitest';
import type { Tally } from '../fold/tallies.ts';
import { row } from './execution-row-fixture.ts';
import { fleetMetricsOf, type RunningCount } from './fleet-metrics.ts';

/** Values of a metric's series, by the labels that are not empty. */
async function seriesOf(registry: Registry, name: string): Promise<Map<string, number>> {
  const metric = await registry.getSingleMetric(name)?.get();
  const entries = (metric?.values ?? []).map(({ labels, value }): [string, number] => {
    const named = Object.entries(labels).filter(([, text]) => text !== '');
    return [named.map(([label, text]) => `${label}=${text}`).join(' '), value];
  });
  return new Map(entries);
}

const nothingRuns = async () => [];

describe('names that senders make up without end', () => {
  const call = (tool: string): Tally => ({
    metric: 'toolCalls',
    labels: [tool, 'success'],
    bucket: -1,
    count: 1,
    sum: 0,
  });

  test('in two labels at once make no more than 5,000 sets, and lose no call', async () => {
    const registry = new Registry();
    const count = fleetMetricsOf(registry, nothingRuns);
    const tools = Array.from({ length: 100 }, (_, at) => call(`tool ${at}`));
    for (let agent = 0; agent < 60; agent += 1)
      count({ changes: [{ before: null, after: row(`agent ${agent}`, tools) }], gone: [] });
    const calls = await seriesOf(registry, 'observatory_tool_calls_total');
    expect(calls.size).toBe(3 * (5000 + 1));
    expect(calls.get('agent=agent 0 tool=tool 99 status=success')).toBe(1);
    expect(calls.get('agent=other tool=other status=success')).toBe(1000);
  });

  test('in environments too make no more than 5,000 sets', async () => {
    const registry = new Registry();
    const count = fleetMetricsOf(registry, nothingRuns);
    for (let agent = 0; agent < 60; agent += 1)
      for (let at = 0; at < 100; at += 1) {
        const after = { ...row(`agent ${agent}`, []), environment: `review-${at}` };
        count({ changes: [{ before: null, after }], gone: [] });
      }
    const runs = await seriesOf(registry, 'observatory_runs_total');
    expect(runs.size).toBe(3 * (5000 + 1));
    expect(runs.get('deployment_environment_name=review-99 agent=agent 0 status=success')).toBe(1);
    expect(runs.get('deployment_environment_name=other agent=other status=success')).toBe(1000);
  });

  test('share one series of running executions, which tells of the worst of them', async () => {
    const running = (at: number): RunningCount => ({
      kind: 'agent',
      name: `agent ${at}`,
      environment: null,
      count: 2,
      // The worst is not the last.
      silentSeconds: at === 1001 ? 900 : 1,
      calls: at === 1001 ? 70 : 3,
    });
    const registry = new Registry();
    fleetMetricsOf(registry, async () => Array.from({ length: 1003 }, (_, at) => running(at)));
    await registry.metrics();
    const other = async (name: string) => (await seriesOf(registry, name)).get('agent=other');
    expect(await other('observatory_active_runs')).toBe(6);
    expect(await other('observatory_last_step_age_seconds')).toBe(900);
    expect(await other('observatory_active_run_calls')).toBe(70);
  });
});
