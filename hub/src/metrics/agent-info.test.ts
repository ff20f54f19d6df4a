import { Registry } from 'prom-client';
import { expect, test } from 'vitest';
import type { ExecutionRow } from '../store/execution-row.ts';
import { nowMicros } from '../store/micros.ts';
import { agentInfo } from './agent-info.ts';
import { row } from './execution-row-fixture.ts';

const HOUR_US = 3_600_000_000;
const ran = (name: string, hoursAgo: number, over: Partial<ExecutionRow> = {}): ExecutionRow => ({
  ...row(name, []),
  started_at: nowMicros() - hoursAgo * HOUR_US,
  ...over,
});
const started = (after: ExecutionRow) => ({ changes: [{ before: null, after }], gone: [] });
const nothingStored = async () => [];

/** `environment/service/agent@version` of each series, all of which are 1. */
async function agentsIn(registry: Registry): Promise<string[]> {
  const values = (await registry.getSingleMetric('observatory_agent_info')?.get())?.values ?? [];
  expect(new Set(values.map(({ value }) => value))).toEqual(new Set(values.length === 0 ? [] : [1]));
  return values.map(
    ({ labels: { deployment_environment_name, service_name, agent, version } }) =>
      `${deployment_environment_name}/${service_name}/${agent}@${version}`,
  );
}

test('An agent is there once for each environment, service and version that it ran in', async () => {
  const registry = new Registry();
  const note = agentInfo(registry, nothingStored);
  note(started(ran('planner', 3)));
  note(started(ran('planner', 2, { environment: 'production', version: '1' })));
  note(started(ran('planner', 1, { environment: 'production', version: '2' })));
  note(started(ran('planner', 0, { environment: 'production', version: '2' })));
  expect(await agentsIn(registry)).toEqual([
    '/shop/planner@',
    'production/shop/planner@1',
    'production/shop/planner@2',
  ]);
});

test('An agent that did not run for a day, and a workflow, are not there', async () => {
  const registry = new Registry();
  const note = agentInfo(registry, nothingStored);
  note(started(ran('retired', 25)));
  note(started(ran('nightly', 1, { kind: 'workflow' })));
  expect(await agentsIn(registry)).toEqual([]);
});

test('Agents that ran before the hub began are read of the store, again where that failed', async () => {
  const registry = new Registry();
  let isAway = true;
  const stored = { environment: 'staging', service: 'shop', name: 'writer', version: '7' };
  agentInfo(registry, async () => {
    if (isAway) throw new Error('no database');
    return [{ ...stored, started_at: nowMicros() }];
  });
  expect(await agentsIn(registry)).toEqual([]);
  isAway = false;
  await expect.poll(() => agentsIn(registry)).toEqual(['staging/shop/writer@7']);
});

test('What looked like a run of an agent and was none is not there', async () => {
  const registry = new Registry();
  const note = agentInfo(registry, nothingStored);
  const [early, part] = [ran('unnamed', 1), ran('shop', 1)];
  note({
    changes: [
      { before: null, after: early },
      { before: null, after: part },
    ],
    gone: [],
  });
  note({ changes: [{ before: early, after: { ...early, name: 'planner' } }], gone: [part] });
  expect(await agentsIn(registry)).toEqual(['/shop/planner@']);
});

test('Of more than 5,000 versions those that ran last are there', async () => {
  const registry = new Registry();
  const note = agentInfo(registry, nothingStored);
  for (let build = 0; build < 5002; build += 1)
    note(started(ran('planner', 1, { version: String(build), started_at: nowMicros() - HOUR_US + build })));
  const agents = await agentsIn(registry);
  expect([agents.length, agents[0]]).toEqual([5000, '/shop/planner@2']);
});
