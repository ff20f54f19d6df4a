import { hubMetrics } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import { postAlerts, postSilences } from '../alerts/post-alerts.ts';
import { renewSilences } from '../alerts/renew-silences.ts';
import { forgetSilences } from '../alerts/silences.ts';
import { gauge, histogram } from '../metrics/instruments.ts';
import { inJob } from '../self/watch.ts';
import { DAY_US } from '../store/micros.ts';
import { type EvaluatorOptions, RuleEvaluator } from './evaluate-rules.ts';
import { startLeader } from './leader.ts';
import type { RulesContext } from './rules-context.ts';

export interface RulesOptions extends RulesContext, Pick<EvaluatorOptions, 'database'> {
  readonly registry: Registry;
  readonly retentionDays: number;
  readonly onError: (error: unknown) => void;
  /** Between two evaluations; tests take less. */
  readonly everyMs?: number;
}

const EVERY_MS = 15_000;
const RULES_LOCK = 0x0b61;
const POST_EVERY_US = 60e6;
/** A timer that comes a little early still gets its turn. */
const EARLY_US = 5e6;
const states = ['ok', 'pending', 'firing', 'unknown'] as const;

/** Evaluates rules, keeps silences up to date and tells Alertmanager, on one hub of all. Returns how to stop. */
export function startRules(options: RulesOptions): () => Promise<void> {
  const { isOn, registry, database, alertmanager: api, retentionDays, onError, everyMs = EVERY_MS } = options;
  const took = histogram(hubMetrics.ruleEvaluation, registry);
  const counts = gauge(hubMetrics.rules, registry);
  if (!isOn) return async () => {};
  const evaluator = new RuleEvaluator(options);
  let postedUs = 0;
  let forgotUs = 0;
  return startLeader({
    pool: database.workPool,
    lock: RULES_LOCK,
    everyMs,
    onFollow: () => counts.reset(),
    onError,
    lead: async (nowUs) => {
      const began = performance.now();
      const evaluation = await inJob('rules', () => evaluator.evaluate(nowUs));
      took.observe((performance.now() - began) / 1000);
      for (const state of states)
        counts.set({ state }, evaluation.states.filter((one) => one.state === state).length);
      await renewSilences(options, null, nowUs);
      if (Math.abs(nowUs - forgotUs) > DAY_US) {
        forgotUs = nowUs;
        await forgetSilences(database.workPool, retentionDays);
      }
      if (api === null) return;
      await postSilences(database, api, nowUs);
      if (evaluation.changes === 0 && Math.abs(nowUs - postedUs) < POST_EVERY_US - EARLY_US) return;
      await postAlerts(database, api, nowUs);
      postedUs = nowUs;
    },
  });
}
