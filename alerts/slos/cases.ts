import type { AlertCases } from '../testing/alert-case.ts';
import { of95, of99, of999, storiesOf } from './burn-stories.ts';
import { counterStories } from './counter-stories.ts';
import { ownSloCases } from './own-cases.ts';

const given: AlertCases = {
  ...storiesOf(
    'RunSuccess',
    of99,
    { slo: 'run-success', labels: { agent: 'clerk' }, bad: 1 },
    (share, time) =>
      `Runs of clerk: ${share} were bad in the last ${time}, where 1% may be. Objective: 99% of runs succeed.`,
  ),
  ...storiesOf(
    'RunLatency',
    of95,
    { slo: 'run-latency', labels: { agent: 'clerk' }, bad: 1 },
    (share, time) =>
      `Runs of clerk: ${share} were bad in the last ${time}, where 5% may be. Objective: 95% of runs that succeed take at most 51.2 s.`,
  ),
  ...storiesOf(
    'ToolSuccess',
    of99,
    { slo: 'tool-success', labels: { agent: 'clerk', tool: 'search' }, bad: 1 },
    (share, time) =>
      `Calls of search by clerk: ${share} were bad in the last ${time}, where 1% may be. Objective: 99% of tool calls succeed.`,
  ),
  ...storiesOf(
    'FirstToken',
    of95,
    { slo: 'first-token', labels: { provider: 'openai', model: 'gpt-5' }, bad: 1 },
    (share, time) =>
      `Answers of gpt-5 by openai: ${share} were bad in the last ${time}, where 5% may be. Objective: 95% of streamed answers begin within 2.56 s.`,
  ),
  ...storiesOf(
    'TelemetryDelivery',
    of999,
    { slo: 'telemetry-delivery', labels: {}, bad: 20 },
    (share, time) =>
      `Telemetry on its way into the stores: ${share} were bad in the last ${time}, where 0.1% may be. Objective: 99.9% of spans, log records and metric points are delivered.`,
  ),
};

/** The stories of the burn rates, and of the counters that the given SLOs are made of. */
export const slosCases: AlertCases = Object.fromEntries(
  Object.entries({ ...given, ...ownSloCases }).map(([alert, stories]) => [
    alert,
    [...stories, ...(counterStories[alert] ?? [])],
  ]),
);
