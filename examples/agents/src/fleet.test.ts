import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { type Backends, openBackends } from './backends.ts';
import { runFleet } from './fleet.ts';
import { loadRecordings } from './model/recordings.ts';
import { type Plan, plans } from './plan.ts';
import { createRun } from './run.ts';
import type { Outcome } from './start-run.ts';

const speed = 100;
const recordings = loadRecordings();
let backends: Backends;
// The MCP server is a process of its own, which would send.
vi.stubEnv('OTEL_SDK_DISABLED', 'true');
beforeAll(async () => {
  backends = await openBackends({ speed });
});
afterAll(() => backends.close());

async function fleet(
  args: { runsPerMinute?: number; runs?: number; durationMs?: number; stuck?: number; slowedTo?: number },
  onStart: (started: number, stop: AbortController) => void = () => {},
) {
  const stop = new AbortController();
  const started: Plan[] = [];
  const ended: Outcome[] = [];
  await runFleet({
    args: {
      runsPerMinute: 6_000,
      runs: Number.POSITIVE_INFINITY,
      durationMs: Number.POSITIVE_INFINITY,
      ...args,
    },
    plans: plans({ seed: 7, failures: 0, stuck: args.stuck ?? 0 }),
    createRun: (plan) =>
      createRun(plan, { backends, recordings, speed: args.slowedTo ?? speed, startId: 'test' }),
    onStart: (plan) => {
      started.push(plan);
      onStart(started.length, stop);
    },
    onEnd: (outcome) => ended.push(outcome),
    stop: stop.signal,
  });
  return { started, ended };
}

describe('the fleet', () => {
  test('starts as many runs as asked for and waits for their ends', async () => {
    const { started, ended } = await fleet({ runs: 8 });
    expect(started.map(({ number }) => number)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect(ended).toHaveLength(8);
  });

  test('starts the first run at once and the others at the rate', async () => {
    const { started } = await fleet({ runsPerMinute: 600, durationMs: 250 });
    expect(started).toHaveLength(3);
  });

  test('does not wait for a run that went silent', async () => {
    const { started, ended } = await fleet({ runs: 5, stuck: 1 });
    expect(started).toHaveLength(5);
    expect(ended).toHaveLength(4);
  });

  test('cancels what is under way when it is stopped', async () => {
    const { started, ended } = await fleet({ slowedTo: 0.5 }, (count, stop) => {
      if (count === 3) setTimeout(() => stop.abort(), 5);
    });
    expect(started.length).toBeGreaterThanOrEqual(3);
    expect(ended.map(({ status }) => status)).toEqual(started.map(() => 'cancelled'));
  });
});
