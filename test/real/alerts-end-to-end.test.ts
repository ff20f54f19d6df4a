import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';

/** Seconds of healthy fleet; 120 are an hour of the rules' own time (accelerate.ts). */
const HEALTHY_S = Number(process.env.HEALTHY_S ?? 120);
let fast: FastStack;

beforeAll(async () => {
  fast = await FastStack.up({
    alerts: {
      budgets: { day: 30 },
      // The machine that the test runs on is busy with others' work.
      thresholds: { stuck: '20s', events: 1e9, cpu: 1, memory: 1 },
    },
    hub: { heartbeatTimeout: '10s', responseTimeThreshold: '1h' },
  });
}, 300_000);
afterAll(() => fast?.remove());

test(
  'A healthy fleet fires Watchdog and nothing else, and nobody is told',
  async () => {
    const fleet = fast.fleet('--failures', '0', '--stuck', '0', '--retries', '0');
    const fired = new Set<string>();
    const endMs = Date.now() + HEALTHY_S * 1000;
    await eventually(
      async () => {
        for (const { alertname = '' } of await fast.firing()) fired.add(alertname);
        if (Date.now() < endMs) throw new Error('still watching');
      },
      HEALTHY_S * 1000 + 60_000,
      1000,
    );
    await fast.end(fleet);
    expect([...fired]).toEqual(['Watchdog']);
    expect(fast.notices.told()).toEqual([]);
  },
  HEALTHY_S * 1000 + 120_000,
);
