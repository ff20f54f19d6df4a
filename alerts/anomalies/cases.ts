import type { AlertCase, AlertCases, Firing } from '../testing/alert-case.ts';
import { agentLevelCases, modelLevelCases } from './level-cases.ts';

type Labels = Readonly<Record<string, string>>;
const severity = (labels: Labels): string => labels.severity ?? '';
const matchers = ({ severity: _, ...labels }: Labels): string =>
  Object.entries(labels)
    .map(([label, value]) => `${label}="${value}"`)
    .join(',');

/** From minute 6 to 30 the level is outside of a band that is given; told after ten minutes, over fifteen after the end. */
function leaves(
  name: string,
  labels: Labels,
  given: { readonly story: string; readonly usual: number; readonly unusual: number; readonly band: Labels },
  description: string,
): AlertCase {
  const firing: Firing[] = [{ labels, description }];
  return {
    story: given.story,
    series: {
      [`anomaly:${name}:level{${matchers(labels)}}`]: `${given.usual}x5 ${given.unusual}x24 ${given.usual}x40`,
      ...bandSeries(name, labels, given.band),
    },
    at: { '15m': [], '16m': firing, '30m': firing, '47m': [] },
  };
}

/** The level is at the edge of its band for an hour. */
function stays(name: string, labels: Labels, level: number, band: Labels): AlertCase {
  return {
    story: `A ${severity(labels)} is not told while the level is just within its band.`,
    series: {
      [`anomaly:${name}:level{${matchers(labels)}}`]: `${level}x60`,
      ...bandSeries(name, labels, band),
    },
    at: { '10m': [], '30m': [], '60m': [] },
  };
}

const bandSeries = (name: string, labels: Labels, band: Labels) =>
  Object.fromEntries(
    Object.entries(band).map(([side, value]) => [
      `anomaly:${name}:${side}{${matchers(labels)}}`,
      `${value}x70`,
    ]),
  );

const clerk = (level: string): Labels => ({ agent: 'clerk', severity: level });
const gpt = (level: string): Labels => ({ provider: 'openai', model: 'gpt-5', severity: level });
const runs = { upper: '100', lower: '40' };
const tools = { upper: '8', lower: '2' };
const calls = { upper: '500', lower: '100' };

export const anomaliesCases: AlertCases = {
  RunsAnomaly: [
    leaves(
      'runs',
      clerk('warning'),
      { story: 'Three times as many runs as usual.', usual: 60, unusual: 180, band: runs },
      'clerk ended 180 runs an hour in the last half hour, which is unusual at this time.',
    ),
    leaves(
      'runs',
      clerk('warning'),
      { story: 'The agent stopped: its level is zero.', usual: 60, unusual: 0, band: runs },
      'clerk ended 0 runs an hour in the last half hour, which is unusual at this time.',
    ),
    stays('runs', clerk('warning'), 100, runs),
    stays('runs', clerk('warning'), 40, runs),
    ...agentLevelCases.runs,
  ],
  ErrorsAnomaly: [
    leaves(
      'errors',
      clerk('warning'),
      {
        story: 'Twelve failures of a hundred runs instead of two.',
        usual: 0.02,
        unusual: 0.12,
        band: { upper: '0.07' },
      },
      'Of the runs of clerk in the last hour, a hundred at least, 12% failed, which is more than usual.',
    ),
    stays('errors', clerk('warning'), 0.07, { upper: '0.07' }),
    ...agentLevelCases.errors,
  ],
  DurationAnomaly: [
    leaves(
      'duration',
      clerk('info'),
      { story: 'Runs take twelve seconds instead of five.', usual: 5, unusual: 12, band: { upper: '7.5' } },
      'The typical run of clerk took 12s in the last hour, which is longer than usual.',
    ),
    stays('duration', clerk('info'), 7.5, { upper: '7.5' }),
    ...agentLevelCases.duration,
  ],
  ToolCallsAnomaly: [
    leaves(
      'tool_calls',
      clerk('warning'),
      { story: 'Twelve tool calls a run instead of four.', usual: 4, unusual: 12, band: tools },
      'clerk called tools 12 times a run in the last hour, which is unusual.',
    ),
    leaves(
      'tool_calls',
      clerk('warning'),
      { story: 'Runs call no tool any more.', usual: 4, unusual: 0, band: tools },
      'clerk called tools 0 times a run in the last hour, which is unusual.',
    ),
    stays('tool_calls', clerk('warning'), 8, tools),
    stays('tool_calls', clerk('warning'), 2, tools),
    ...agentLevelCases.toolCalls,
  ],
  TokensPerRunAnomaly: [
    leaves(
      'tokens_per_run',
      clerk('info'),
      {
        story: 'Runs take 9,000 tokens instead of 3,000.',
        usual: 3000,
        unusual: 9000,
        band: { upper: '4500' },
      },
      'A run of clerk took 9k tokens in the last hour, which is more than usual.',
    ),
    stays('tokens_per_run', clerk('info'), 4500, { upper: '4500' }),
    ...agentLevelCases.tokensPerRun,
  ],
  CostPerRunAnomaly: [
    leaves(
      'cost_per_run',
      clerk('warning'),
      {
        story: 'Runs cost nine cents instead of three.',
        usual: 0.03,
        unusual: 0.09,
        band: { upper: '0.045' },
      },
      'A run of clerk cost 0.0900 US dollars in the last hour, which is more than usual.',
    ),
    stays('cost_per_run', clerk('warning'), 0.045, { upper: '0.045' }),
    ...agentLevelCases.costPerRun,
  ],
  CostAnomaly: [
    leaves(
      'cost',
      clerk('warning'),
      { story: 'Twelve dollars an hour instead of four.', usual: 4, unusual: 12, band: { upper: '6' } },
      'clerk cost 12.00 US dollars in the last hour, which is more than usual at this time.',
    ),
    stays('cost', clerk('warning'), 6, { upper: '6' }),
  ],
  ModelCallsAnomaly: [
    leaves(
      'model_calls',
      gpt('info'),
      { story: 'Three times as many calls as usual.', usual: 300, unusual: 900, band: calls },
      'gpt-5 of openai was called 900 times an hour in the last half hour, which is unusual at this time.',
    ),
    leaves(
      'model_calls',
      gpt('info'),
      { story: 'Nobody calls the model any more.', usual: 300, unusual: 0, band: calls },
      'gpt-5 of openai was called 0 times an hour in the last half hour, which is unusual at this time.',
    ),
    stays('model_calls', gpt('info'), 500, calls),
    stays('model_calls', gpt('info'), 100, calls),
    ...modelLevelCases.calls,
  ],
  ModelErrorsAnomaly: [
    leaves(
      'model_errors',
      gpt('warning'),
      { story: 'A tenth of the calls fails.', usual: 0.01, unusual: 0.1, band: { upper: '0.06' } },
      'Of the calls of gpt-5 of openai in the last hour, a hundred at least, 10% failed, which is more than usual.',
    ),
    stays('model_errors', gpt('warning'), 0.06, { upper: '0.06' }),
    ...modelLevelCases.errors,
  ],
  ModelDurationAnomaly: [
    leaves(
      'model_duration',
      gpt('warning'),
      {
        story: 'Slow answers take nine seconds instead of four.',
        usual: 4,
        unusual: 9,
        band: { upper: '6' },
      },
      'The slow calls of gpt-5 of openai took 9s in the last half hour, which is longer than usual.',
    ),
    stays('model_duration', gpt('warning'), 6, { upper: '6' }),
    ...modelLevelCases.duration,
  ],
};
