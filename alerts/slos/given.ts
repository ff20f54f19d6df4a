import { fleetMetrics, hubMetrics, shimMetrics } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { matching, not, observations, oneOf, series, upTo } from '../promql/expression.ts';
import { serverMetrics } from '../promql/server-metrics.ts';
import type { Slo } from './slo.ts';

type Limits = Settings['alerts']['slos'];
const { runs, runDuration, toolCalls, timeToFirstToken } = fleetMetrics;
/** The collectors that hand on to the stores; an agent before them counts the same records once more. */
const collector = { job: 'collector' } as const;

/** The SLOs that every stack has; `null` in the settings leaves one out. */
export function givenSlos(limits: Limits): Slo[] {
  return [
    limits.runSuccess !== null && {
      name: 'run-success',
      alert: 'RunSuccess',
      meaning: 'runs succeed',
      subject: `Runs of {{ $labels.agent }}${IN_ENVIRONMENT}`,
      objective: limits.runSuccess,
      by: [ENVIRONMENT, 'agent'],
      // Who calls a run off did not see it fail.
      events: [series(runs, { agent: not(''), status: oneOf('success', 'failed') })],
      bad: [series(runs, { agent: not(''), status: 'failed' })],
      dashboard: 'agent-performance' as const,
    },
    limits.runLatency !== null && {
      name: 'run-latency',
      alert: 'RunLatency',
      meaning: `runs that succeed take at most ${limits.runLatencySeconds} s`,
      subject: `Runs of {{ $labels.agent }}${IN_ENVIRONMENT}`,
      objective: limits.runLatency,
      by: [ENVIRONMENT, 'agent'],
      // A run that failed at once was not quick.
      events: [observations(runDuration, { agent: not(''), status: 'success' })],
      good: [upTo(runDuration, limits.runLatencySeconds, { agent: not(''), status: 'success' })],
      dashboard: 'agent-performance' as const,
    },
    limits.toolSuccess !== null && {
      name: 'tool-success',
      alert: 'ToolSuccess',
      meaning: 'tool calls succeed',
      subject: `Calls of {{ $labels.tool }}{{ with $labels.agent }} by {{ . }}{{ end }}${IN_ENVIRONMENT}`,
      objective: limits.toolSuccess,
      // By agent, so that the page of an agent whose runs fail for it can hold this one back.
      by: [ENVIRONMENT, 'agent', 'tool'],
      events: [series(toolCalls, { status: oneOf('success', 'failed') })],
      bad: [series(toolCalls, { status: 'failed' })],
      dashboard: 'error-tracking' as const,
    },
    limits.firstToken !== null && {
      name: 'first-token',
      alert: 'FirstToken',
      meaning: `streamed answers begin within ${limits.firstTokenSeconds} s`,
      subject: `Answers of {{ $labels.model }} by {{ $labels.provider }}${IN_ENVIRONMENT}`,
      objective: limits.firstToken,
      by: [ENVIRONMENT, 'provider', 'model'],
      events: [observations(timeToFirstToken)],
      good: [upTo(timeToFirstToken, limits.firstTokenSeconds)],
      dashboard: 'models-and-providers' as const,
    },
    limits.telemetryDelivery !== null && {
      name: 'telemetry-delivery',
      alert: 'TelemetryDelivery',
      meaning: 'spans, log records and metric points are delivered',
      subject: 'Telemetry on its way into the stores',
      objective: limits.telemetryDelivery,
      by: [],
      events: [
        series(serverMetrics.acceptedSpans, collector),
        series(serverMetrics.acceptedLogs, collector),
        series(serverMetrics.acceptedPoints, collector),
        series(shimMetrics.dropped),
      ],
      // Lost for good, each where it happens: what is refused or finds a queue full is sent again, and what is given up
      // then is the shim's to count.
      bad: [
        series(shimMetrics.dropped),
        series(serverMetrics.sendFailedSpans, collector),
        series(serverMetrics.sendFailedLogs, collector),
        series(serverMetrics.sendFailedPoints, collector),
        // A request refused as a whole is a failed send already.
        series(hubMetrics.rejected, { reason: matching('invalid_.+') }),
      ],
      // A few records of a small fleet are no reason to wake somebody.
      atLeast: 100,
      dashboard: 'system-health' as const,
    },
  ].filter((slo) => slo !== false);
}
