import type { Advice } from '../api/schemas/cost.ts';
import type { Figures } from '../figures/read-figures.ts';
import { adviceOf, FEWEST, percent, seconds } from './advice.ts';

/** From this share of an agent's time on, its slowest step is what to look at. */
const SHARE = 0.5;

/**
 * Of each agent that takes longer than the threshold on average, the tool or model that takes most of its time. Calls that run
 * at once are added up, so that a share may be above 1. What it can save of an execution is what the agent is above the
 * threshold, though no more than the step takes.
 */
export function slowSteps(
  agents: readonly Figures[],
  calls: readonly Figures[],
  thresholdMs: number,
): Advice[] {
  return agents.flatMap((agent) => {
    const ended = endedOf(agent);
    const averageMs = agent.durationMs / ended;
    if (agent.agent === '' || ended < FEWEST || averageMs <= thresholdMs) return [];
    const steps = stepsOf(calls.filter((call) => call.agent === agent.agent));
    const [slowest] = [...steps].sort(([, a], [, b]) => b.durationMs - a.durationMs);
    if (slowest === undefined || slowest[1].calls < FEWEST) return [];
    const [step, { durationMs, calls: count }] = slowest;
    const share = durationMs / agent.durationMs;
    if (share < SHARE) return [];
    const stepMs = durationMs / ended;
    return adviceOf({
      kind: 'slow_step',
      subject: { agent: agent.agent, step },
      finding:
        share > 1
          ? `Calls of ${step}, some of them at once, fill the time of ${agent.agent}: ${seconds(stepMs)} in ${seconds(averageMs)} on average.`
          : `${step} takes ${percent(share)} of the time of ${agent.agent}: ${seconds(stepMs)} of ${seconds(averageMs)} on average.`,
      evidence: {
        share,
        step_ms_per_execution: stepMs,
        average_ms: averageMs,
        threshold_ms: thresholdMs,
        calls: count,
        average_call_ms: durationMs / count,
      },
      saving_ms: Math.min(stepMs, averageMs - thresholdMs),
      samples: ended,
    });
  });
}

export const endedOf = ({ completed, failed, cancelled }: Figures) => completed + failed + cancelled;

function stepsOf(calls: readonly Figures[]): Map<string, { durationMs: number; calls: number }> {
  const steps = new Map<string, { durationMs: number; calls: number }>();
  for (const call of calls) {
    const known = steps.get(call.name) ?? { durationMs: 0, calls: 0 };
    steps.set(call.name, {
      durationMs: known.durationMs + call.durationMs,
      calls: known.calls + endedOf(call),
    });
  }
  return steps;
}
