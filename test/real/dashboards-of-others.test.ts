import { resolve } from 'node:path';
import type { Client } from 'pg';
import { afterEach, expect, test } from 'vitest';
import { dashboards } from '../../dashboards/dashboards.ts';
import { resolveSettings } from '../../infra/settings/resolve.ts';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { eventually } from '../support/eventually.ts';
import { FastStack } from '../support/fast-stack.ts';
import { questionsOf, Stores } from '../support/grafana/answers.ts';
import { type Looked, startChoices } from '../support/grafana/interpolate.ts';
import { readerOf } from '../support/reader-of.ts';

/** The longest windows of what these dashboards ask, compressed (accelerate.ts). */
const FILLED_MS = Number(process.env.FILLED_S ?? 360) * 1000;

const settings: PartialSettings = {
  hub: { pricesFile: resolve(import.meta.dirname, '../../examples/agents/prices.yaml') },
};
const built = dashboards(resolveSettings([{ name: 'the test', values: settings }]).settings);

let fast: FastStack | undefined;
let reader: Client | undefined;
afterEach(async () => {
  await reader?.end();
  await fast?.remove();
});

const now = (): Looked => {
  const toMs = Date.now();
  return { fromMs: toMs - 900_000, toMs, intervalS: 15, scrapeS: 1 };
};

/**
 * Panels that say nothing of such a service. Its spans arrive when they have ended, so that nothing is seen to run; it has
 * neither workflows nor users, its calls of models never fail and do not stream. The model of the plain one has no price.
 */
const untold = {
  plain: {
    'agent-performance': [
      'What does a run cost?',
      'How many run now?',
      'How long has a running one been silent?',
      'Is a running one stuck, or in circles?',
    ],
    'models-and-providers': [
      'What did they cost?',
      'Which errors do calls end with?',
      'How long until the first token?',
    ],
    'cost-and-tokens': [
      'What does each workflow cost?',
      'Which users cost most?',
      'Which runs cost most?',
      'What does a run cost?',
      'Are there a few dear runs, or are all alike?',
    ],
  },
  openllmetry: {
    'agent-performance': [
      'How many run now?',
      'How long has a running one been silent?',
      'Is a running one stuck, or in circles?',
    ],
    'models-and-providers': ['Which errors do calls end with?', 'How long until the first token?'],
    'cost-and-tokens': ['What does each workflow cost?', 'Which users cost most?'],
  },
} as const;

test.each(['plain', 'openllmetry'] as const)(
  'Agents, models and costs are alive where only %s spans of a service that knows nothing of us arrive',
  async (shape) => {
    fast = await FastStack.up(settings);
    const { stack } = fast;
    reader = await readerOf(stack);
    const stores = new Stores(stack, reader);
    fast.start('test/real/programs/other-agents.mjs', [shape, `${stack.url('otlpHttp')}/v1/traces`]);
    await eventually(
      async () => {
        const silent: Record<string, readonly string[]> = {};
        for (const uid of ['agent-performance', 'models-and-providers', 'cost-and-tokens']) {
          const dashboard = built[`agents/${uid}.json`];
          if (dashboard === undefined) throw new Error(`there is no ${uid}`);
          const chosen = await startChoices(dashboard, (variable, before) =>
            stores.valuesOf(variable, before, now()),
          );
          const answered = new Map<string, boolean>();
          for (const { panel, target } of questionsOf(dashboard))
            answered.set(
              panel,
              (answered.get(panel) ?? false) || (await stores.count(target, chosen, now())) > 0,
            );
          silent[uid] = [...answered].filter(([, isAnswered]) => !isAnswered).map(([panel]) => panel);
        }
        expect(silent).toEqual(untold[shape]);
      },
      FILLED_MS,
      5000,
    );
  },
  FILLED_MS + 120_000,
);
