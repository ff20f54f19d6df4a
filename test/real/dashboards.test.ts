import { resolve } from 'node:path';
import type { Dashboard } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Client } from 'pg';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { dashboards } from '../../dashboards/dashboards.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';
import { questionsOf, Stores } from '../support/grafana/answers.ts';
import { sendCallOfAnotherService } from '../support/grafana/called-service.ts';
import { type Choice, type Choices, type Looked, startChoices } from '../support/grafana/interpolate.ts';
import { hasNoValuesHere, notHere } from '../support/grafana/not-here.ts';
import { readerOf } from '../support/reader-of.ts';

/** Time from the start on that anomalies, forecasts and long windows need, compressed as they are (accelerate.ts). */
const FILLED_MS = Number(process.env.FILLED_S ?? 480) * 1000;

const settings: PartialSettings = {
  grafana: { dashboards: [resolve(import.meta.dirname, '../../examples/dashboards/support-desk.ts')] },
  alerts: { anomalies: true, budgets: { day: 30, month: 900 }, thresholds: { stuck: '45s' } },
  // A service that is down: its probe says so.
  collection: { healthChecks: ['http://127.0.0.1:9/health'] },
  hub: { pricesFile: resolve(import.meta.dirname, '../../examples/agents/prices.yaml') },
};
const built = dashboards(resolveSettings([{ name: 'the test', values: settings }]).settings);

let fast: FastStack;
let filledAt = 0;
let reader: Client;
let stores: Stores;
let calling: NodeJS.Timeout | undefined;
beforeAll(async () => {
  fast = await FastStack.up(settings);
  reader = await readerOf(fast.stack);
  stores = new Stores(fast.stack, reader);
  filledAt = Date.now() + FILLED_MS;
  fast.fleet();
  for (const shape of ['plain', 'openllmetry'])
    fast.start('test/real/programs/other-agents.mjs', [shape, `${fast.stack.url('otlpHttp')}/v1/traces`]);
  const collector = { url: fast.stack.url('otlpHttp') };
  await sendCallOfAnotherService(collector);
  calling = setInterval(() => {
    // Jaeger's map with badger is of the newest hundred traces.
    sendCallOfAnotherService(collector).catch(console.error);
    // And it tells how long answers take only once it is asked.
    fetch(`${fast.stack.url('jaeger')}/api/traces?service=demo-fleet`).catch(console.error);
  }, 10_000);
}, 300_000);
afterAll(async () => {
  clearInterval(calling);
  await reader?.end();
  await fast?.remove();
});

/** The last quarter of an hour, as a panel half as wide as a screen asks for it. */
const now = (): Looked => {
  const toMs = Date.now();
  return { fromMs: toMs - 900_000, toMs, intervalS: 15, scrapeS: 1 };
};

/** Nothing chosen, but for what people type in: a user and a session that there are. */
async function choicesOf(dashboard: Dashboard): Promise<Choices> {
  const start = await startChoices(dashboard, (variable, chosen) => stores.valuesOf(variable, chosen, now()));
  const { rows } = await reader.query<{ user_id: string; session_id: string }>(
    'SELECT user_id, session_id FROM executions WHERE user_id IS NOT NULL AND session_id IS NOT NULL LIMIT 1',
  );
  const typed: Readonly<Record<string, string | undefined>> = {
    user: rows[0]?.user_id,
    session: rows[0]?.session_id,
  };
  return new Map<string, Choice>(
    [...start].map(([name, choice]) => {
      const text = typed[name];
      return [name, text === undefined ? choice : { text }];
    }),
  );
}

test.each(Object.keys(built))(
  '%s has no panel and no variable that nothing answers',
  async (path) => {
    const dashboard = built[path];
    if (dashboard === undefined) throw new Error(`${path} was not made`);
    const { uid = '' } = dashboard;
    await eventually(
      async () => {
        const chosen = await choicesOf(dashboard);
        const silent: string[] = [];
        for (const { panel, target } of questionsOf(dashboard)) {
          if ((await stores.count(target, chosen, now())) === 0) silent.push(`${panel} (${target.refId})`);
        }
        expect(silent.filter((one) => !notHere(uid, one))).toEqual([]);
        for (const variable of dashboard.templating?.list ?? []) {
          if (variable.type !== 'query' || hasNoValuesHere(uid, variable.name)) continue;
          const values = await stores.valuesOf(variable, chosen, now());
          // What only links of alerts carry has values while such an alert fires.
          if (variable.hide === undefined) expect(values, variable.name).not.toEqual([]);
        }
      },
      Math.max(90_000, filledAt - Date.now()),
      5000,
    );
  },
  FILLED_MS + 180_000,
);
