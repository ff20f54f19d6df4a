import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Backends, openBackends } from './backends.ts';
import type { Fault } from './faults/faults.ts';
import { loadRecordings } from './model/recordings.ts';
import type { Plan } from './plan.ts';
import { causes } from './report.ts';
import { createRun } from './run.ts';
import { type ScenarioName, scenarioPlans } from './scenario-plans.ts';
import { startRun } from './start-run.ts';

const speed = 200;
const recordings = loadRecordings();
let backends: Backends;
// The MCP server is a process of its own, which would send.
vi.stubEnv('OTEL_SDK_DISABLED', 'true');
beforeAll(async () => {
  backends = await openBackends({ speed });
});
afterAll(() => backends.close());

function start(scenario: ScenarioName, more: Partial<Plan> = {}) {
  const plan: Plan = {
    number: 1,
    scenario,
    subject: 0,
    user: 'ada',
    session: 1,
    pace: 1,
    quality: 0.9,
    isRated: true,
    ...more,
  };
  return startRun(plan, createRun(plan, { backends, recordings, speed, startId: 'test' }));
}
const always = (kind: Fault['kind'], after = 0): Fault => ({ kind, after, times: Number.POSITIVE_INFINITY });
const names = Object.keys(scenarioPlans) as ScenarioName[];

describe.concurrent('each scenario', () => {
  test.each(names)('%s succeeds where nothing goes wrong', async (name) => {
    const outcomes = await Promise.all([0, 1, 2, 3].map((subject) => start(name, { subject })));
    expect(outcomes.map(({ status, error }) => error ?? status)).toEqual(Array(4).fill('completed'));
  });

  const passing = names.flatMap((name) =>
    Object.entries(scenarioPlans[name].passing).map(([kind, after]) => [name, kind, after] as const),
  );
  test.each(passing)('%s gets over two times of %s', async (name, kind, after) => {
    const fault = { kind: kind as Fault['kind'], after, times: 2 };
    expect(await start(name, { fault })).toMatchObject({ status: 'completed' });
  });

  const fatal = names.flatMap((name) =>
    Object.entries(scenarioPlans[name].fatal).map(([kind, after]) => [name, kind, after] as const),
  );
  test.each(fatal)('%s fails of %s, also when it strikes late', async (name, kind, after) => {
    expect(await start(name, { fault: always(kind as Fault['kind'], after) })).toMatchObject({
      status: 'failed',
    });
  });

  test.each(names)('%s goes silent, also when that comes late', async (name) => {
    const late = start(name, { fault: always('silence', scenarioPlans[name].silentAfter) });
    expect(await Promise.race([late, sleep(400, 'silent')])).toBe('silent');
  });

  test.each(names)('%s is cancelled when its user gives up', async (name) => {
    expect(await start(name, { cancelAfterMs: 700 })).toMatchObject({
      status: 'cancelled',
    });
  });
});

describe.concurrent('a failure keeps what caused it', () => {
  test.each([
    [
      'support-triage',
      always('http_slow'),
      'GET /articles was not answered within 2000 ms ← The operation was aborted due to timeout',
    ],
    [
      'support-triage',
      always('answer_broken'),
      'gpt-4.1-mini gave no usable JSON (finished by length) ← Unterminated string in JSON at position 65 (line 1 column 66)',
    ],
    ['code-review', always('overloaded'), 'anthropic answered 529: Overloaded'],
    ['code-review', always('tool_refuses'), 'pull request 482 was force-pushed, its diff is gone'],
    [
      'research-lead',
      always('small_budget'),
      'The part about Europe could not be researched ← N tokens spent, the limit of this run is 3000',
    ],
    ['billing-reconciliation', always('database_locked'), 'The ledger was not changed ← database is locked'],
    [
      'billing-reconciliation',
      always('payment_twice'),
      'The ledger was not changed ← UNIQUE constraint failed: posting.payment',
    ],
    [
      'invoice-import',
      always('row_invalid'),
      'Line 6 of new-invoices-broken.csv is not an invoice ← amount: expected an amount such as 45.10',
    ],
  ] as const)('%s, %o', async (scenario, fault, chain) => {
    const { error } = await start(scenario, { fault });
    // Two researchers work at once, so which answer is the one too many is not fixed.
    expect(causes(error).replace(/\d+ tokens spent/, 'N tokens spent')).toBe(chain);
  });
});
