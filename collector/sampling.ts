import type { Settings } from '../infra/settings/schema.ts';
import { durationSeconds } from '../infra/settings/units.ts';
import type { Config } from './config.ts';
import { agentMarks } from './genai-names.ts';
import { isMissing, isPresent } from './ottl.ts';

/** Whether traces wait for a decision on the way to Jaeger. */
export function isSampling({ sampling }: Settings): boolean {
  return sampling.ratio < 1;
}

/** Drops every span that is not of an agent's run. */
export function onlyAgentsFilter(): Config {
  return { error_mode: 'silent', traces: { span: [agentMarks.map(isMissing).join(' and ')] } };
}

/** Drops every span of an agent's run: those took the direct way. */
export function withoutAgentsFilter(): Config {
  return { error_mode: 'silent', traces: { span: agentMarks.map(isPresent) } };
}

/**
 * Which traces Jaeger keeps: those with an agent's run, an error or a slow one, and a share of the rest. The decision
 * sees whole traces; spans of a trace that come after it follow it.
 */
export function tailSamplingProcessor({ sampling }: Settings): Config {
  const waitS = durationSeconds(sampling.wait) ?? 30;
  return {
    decision_wait: sampling.wait,
    num_traces: sampling.traces,
    expected_new_traces_per_sec: Math.ceil(sampling.traces / waitS),
    decision_cache: { sampled_cache_size: sampling.traces * 10 },
    policies: [
      {
        name: 'agents',
        type: 'ottl_condition',
        ottl_condition: { error_mode: 'ignore', span: agentMarks.map(isPresent) },
      },
      { name: 'errors', type: 'status_code', status_code: { status_codes: ['ERROR'] } },
      {
        name: 'slow',
        type: 'latency',
        latency: { threshold_ms: (durationSeconds(sampling.slow) ?? 5) * 1000 },
      },
      ...(sampling.ratio > 0
        ? [
            {
              name: 'share',
              type: 'probabilistic',
              probabilistic: { sampling_percentage: Math.round(sampling.ratio * 1e6) / 1e4 },
            },
          ]
        : []),
    ],
  };
}
