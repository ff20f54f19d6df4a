import { fleetMetrics, statusLabels } from '@observatory/shim/conventions';
import type { Registry } from 'prom-client';
import type { FoldOutcome } from '../fold/fold-traces.ts';
import type { ModelTotals } from '../fold/totals.ts';
import { addTotals, noUsage } from '../fold/totals.ts';
import { boundedLabel, boundedSet, firstTime } from './bounded-label.ts';
import { counter, gauge, histogram } from './instruments.ts';
import { tallyGrowth } from './tally-growth.ts';
import { type RunNames, tallyMetrics } from './tally-metrics.ts';

const PICO = 1e-12;

/** Running executions by name and environment, as the store has them. */
export interface RunningCount {
  readonly kind: 'agent' | 'workflow';
  readonly name: string;
  readonly environment: string | null;
  readonly count: number;
  readonly silentSeconds: number;
  /** Calls of models and tools of the one that has most. */
  readonly calls: number;
}

/**
 * The fleet's metrics from what each fold changed, so that an execution counts once however often it is folded.
 * Counters start at zero with the hub; `rate` and `increase` take that as the reset that it is.
 */
export function fleetMetricsOf(
  registry: Registry,
  running: () => Promise<readonly RunningCount[]>,
): (outcome: FoldOutcome) => void {
  const runs = counter(fleetMetrics.runs, registry);
  const errors = counter(fleetMetrics.runErrors, registry);
  const duration = histogram(fleetMetrics.runDuration, registry);
  const llmCalls = counter(fleetMetrics.llmCalls, registry);
  const tokens = counter(fleetMetrics.tokens, registry);
  const cost = counter(fleetMetrics.cost, registry);
  const unpriced = counter(fleetMetrics.unpricedCalls, registry);
  const runCalls = histogram(fleetMetrics.runCalls, registry);
  const runTokens = histogram(fleetMetrics.runTokens, registry);
  const runCost = histogram(fleetMetrics.runCost, registry);
  const labelsOf = nameLabels();
  const isNewName = firstTime();
  const errorType = boundedLabel();
  const modelName = boundedLabel();
  const errorSet = boundedSet<RunNames & { error_type: string }>();
  const modelSet = boundedSet<RunNames & { provider: string; model: string }>();
  const countTally = tallyMetrics(registry, { errorType, modelName });

  let current: Promise<readonly RunningNames[]> = Promise.resolve([]);
  gauge(fleetMetrics.activeRuns, registry, async (instrument) => {
    // Without the database these three are absent; the others are scraped all the same.
    current = running().then(
      (entries) => byNames(entries, labelsOf),
      () => [],
    );
    const entries = await current;
    instrument.reset();
    for (const { names, count } of entries) instrument.set(names, count);
  });
  gauge(fleetMetrics.lastStepAge, registry, async (instrument) => {
    const entries = await current;
    instrument.reset();
    for (const { names, silentSeconds } of entries) instrument.set(names, silentSeconds);
  });
  gauge(fleetMetrics.activeRunCalls, registry, async (instrument) => {
    const entries = await current;
    instrument.reset();
    for (const { names, calls } of entries) instrument.set(names, calls);
  });

  return (outcome) => {
    const { changes, gone } = outcome;
    for (const { row, grown } of tallyGrowth(outcome)) {
      const names = labelsOf(row);
      for (const tally of grown) countTally(names, tally);
    }
    // What an execution that is no more, or has less now, had counted goes to those that take its steps over.
    const credits = new Map<string, readonly ModelTotals[]>();
    const credit = (traceId: string, lost: readonly ModelTotals[]) => {
      const parts = [lost, credits.get(traceId) ?? []].map((models) => ({ models, toolCalls: 0 }));
      credits.set(traceId, addTotals(parts).models);
    };
    for (const { trace_id, own } of gone) credit(trace_id, own.models);
    for (const { before, after } of changes)
      if (before !== null) credit(after.trace_id, without(before.own.models, after.own.models));
    for (const { before, after } of changes) {
      const names = labelsOf(after);
      // From zero as soon as a name is known, so that its first failure is an increase.
      if (isNewName(...Object.values(names)))
        for (const status of Object.values(statusLabels)) runs.inc({ ...names, status }, 0);
      if (after.status !== 'running' && (before === null || before.status === 'running')) {
        const status = statusLabels[after.status];
        runs.inc({ ...names, status });
        if (after.ended_at !== null) {
          duration.observe({ ...names, status }, (after.ended_at - after.started_at) / 1e6);
        }
        runCalls.observe(names, after.llm_calls + after.tool_calls);
        runTokens.observe(names, after.input_tokens + after.output_tokens);
        if (after.cost_pico !== null && after.unpriced_calls === 0)
          runCost.observe(names, after.cost_pico * PICO);
        if (after.status === 'failed')
          errors.inc(errorSet({ ...names, error_type: errorType(after.error_type ?? 'Error') }));
      }
      let grown = without(after.own.models, before?.own.models ?? []);
      const known = credits.get(after.trace_id);
      if (known) {
        credits.set(after.trace_id, without(known, grown));
        grown = without(grown, known);
      }
      for (const model of grown) {
        const labels = modelSet({
          ...names,
          provider: modelName(model.provider ?? ''),
          model: modelName(model.model),
        });
        llmCalls.inc(labels, model.calls);
        tokens.inc({ ...labels, type: 'input' }, model.usage.input);
        tokens.inc({ ...labels, type: 'output' }, model.usage.output);
        tokens.inc({ ...labels, type: 'cache_read' }, model.usage.cacheRead);
        tokens.inc({ ...labels, type: 'cache_write' }, model.usage.cacheWrite);
        tokens.inc({ ...labels, type: 'reasoning' }, model.usage.reasoning);
        cost.inc(labels, (model.costPico ?? 0) * PICO);
        unpriced.inc(labels, model.unpriced);
      }
    }
  };
}

/** What is in `totals` beyond `known`. A counter cannot go back: what shrank adds nothing. */
function without(totals: readonly ModelTotals[], known: readonly ModelTotals[]): ModelTotals[] {
  return totals.map((now) => {
    const old = known.find((m) => m.model === now.model && m.provider === now.provider);
    const usage = old?.usage ?? noUsage;
    return {
      provider: now.provider,
      model: now.model,
      calls: Math.max(0, now.calls - (old?.calls ?? 0)),
      usage: {
        input: Math.max(0, now.usage.input - usage.input),
        output: Math.max(0, now.usage.output - usage.output),
        cacheRead: Math.max(0, now.usage.cacheRead - usage.cacheRead),
        cacheWrite: Math.max(0, now.usage.cacheWrite - usage.cacheWrite),
        reasoning: Math.max(0, now.usage.reasoning - usage.reasoning),
      },
      costPico: Math.max(0, (now.costPico ?? 0) - (old?.costPico ?? 0)),
      unpriced: Math.max(0, now.unpriced - (old?.unpriced ?? 0)),
    };
  });
}

type RunningNames = Pick<RunningCount, 'count' | 'silentSeconds' | 'calls'> & { readonly names: RunNames };

/** What shares its labels, as names beyond the bound do, as one. */
function byNames(
  entries: readonly RunningCount[],
  labelsOf: (entry: RunningCount) => RunNames,
): RunningNames[] {
  const known = new Map<string, RunningNames>();
  for (const entry of entries) {
    const names = labelsOf(entry);
    const key = Object.values(names).join('\n');
    const { count = 0, silentSeconds = 0, calls = 0 } = known.get(key) ?? {};
    known.set(key, {
      names,
      count: count + entry.count,
      silentSeconds: Math.max(silentSeconds, entry.silentSeconds),
      calls: Math.max(calls, entry.calls),
    });
  }
  return [...known.values()];
}

function nameLabels(): (entry: Pick<RunningCount, 'kind' | 'name' | 'environment'>) => RunNames {
  const boundedName = boundedLabel();
  const boundedEnvironment = boundedLabel();
  const nameSet = boundedSet<RunNames>();
  return ({ kind, name, environment }) => {
    const bounded = boundedName(name);
    return nameSet({
      deployment_environment_name: boundedEnvironment(environment ?? ''),
      agent: kind === 'workflow' ? '' : bounded,
      workflow: kind === 'workflow' ? bounded : '',
    });
  };
}
