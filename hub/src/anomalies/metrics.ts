/** How the values of a metric come about, hour by hour, and so what is a wide and what a narrow miss. */
export type AnomalyModel =
  /** Counted: spread like Poisson's, or wider. */
  | 'count'
  /** Some of a number, such as failed runs of all. */
  | 'share'
  /** A mean of what was measured. */
  | 'mean'
  /** Added up, such as cost. */
  | 'sum';

/** One thing that is watched, of agents or of models. Names, margins and floors are those of the alerts in alerts/anomalies. */
export interface AnomalyMetric {
  readonly name: string;
  readonly meaning: string;
  readonly unit: string;
  readonly of: 'agent' | 'model';
  readonly model: AnomalyModel;
  readonly direction: 'up' | 'both';
  /** What is expected may be missed by this share of it, … */
  readonly margin: number;
  /** … by this many deviations, … */
  readonly deviations: number;
  /** … and by so much in its unit (of a share: of the runs or calls, a hundred at least). The widest counts. */
  readonly floor: number;
  /** Of a mean: the least that it is of. */
  readonly least: number;
}

/** Deviations of counts and shares are those of a likelihood, of others those of logarithms, which have longer tails. */
const COUNT_DEVIATIONS = 4.5;
const LOG_DEVIATIONS = 4.5;

const counted = { model: 'count', direction: 'both', deviations: COUNT_DEVIATIONS, least: 0 } as const;
const failed = {
  model: 'share',
  direction: 'up',
  margin: 0.5,
  floor: 0.04,
  deviations: COUNT_DEVIATIONS,
  least: 0,
} as const;
const rising = { direction: 'up', margin: 0.5, deviations: LOG_DEVIATIONS } as const;

export const anomalyMetrics: readonly AnomalyMetric[] = [
  {
    ...counted,
    name: 'runs',
    meaning: 'Runs that began.',
    unit: 'runs an hour',
    of: 'agent',
    margin: 0.6,
    floor: 12,
  },
  {
    ...failed,
    name: 'errors',
    meaning: 'Failed runs as a share of those that ended.',
    unit: 'share, 0 to 1',
    of: 'agent',
  },
  {
    ...rising,
    name: 'duration',
    meaning: 'Mean duration of the runs that ended.',
    unit: 'seconds',
    of: 'agent',
    model: 'mean',
    floor: 1,
    least: 10,
  },
  {
    ...rising,
    name: 'tool_calls',
    meaning: 'Tool calls for each run.',
    unit: 'calls a run',
    of: 'agent',
    model: 'mean',
    direction: 'both',
    margin: 0.6,
    floor: 1,
    least: 10,
  },
  {
    ...rising,
    name: 'tokens_per_run',
    meaning: 'Tokens, input and output, for each run.',
    unit: 'tokens',
    of: 'agent',
    model: 'mean',
    floor: 500,
    least: 5,
  },
  {
    ...rising,
    name: 'cost_per_run',
    meaning: 'Cost of each run, of what is priced.',
    unit: 'US dollars',
    of: 'agent',
    model: 'mean',
    floor: 0.005,
    least: 5,
  },
  {
    ...rising,
    name: 'cost',
    meaning: 'Cost within the hour, of what is priced.',
    unit: 'US dollars',
    of: 'agent',
    model: 'sum',
    floor: 1,
    least: 0,
  },
  {
    ...counted,
    name: 'model_calls',
    meaning: 'Calls of the model.',
    unit: 'calls an hour',
    of: 'model',
    margin: 0.6,
    floor: 30,
  },
  {
    ...failed,
    name: 'model_errors',
    meaning: 'Failed calls as a share of those that ended.',
    unit: 'share, 0 to 1',
    of: 'model',
  },
  {
    ...rising,
    name: 'model_duration',
    meaning: 'Mean duration of the calls that ended.',
    unit: 'seconds',
    of: 'model',
    model: 'mean',
    floor: 1,
    least: 20,
  },
  {
    ...rising,
    name: 'model_tokens_per_call',
    meaning: 'Tokens, input and output, for each call.',
    unit: 'tokens',
    of: 'model',
    model: 'mean',
    floor: 500,
    least: 20,
  },
  {
    ...rising,
    name: 'model_cost',
    meaning: 'Cost within the hour, of what is priced.',
    unit: 'US dollars',
    of: 'model',
    model: 'sum',
    floor: 1,
    least: 0,
  },
];

export const anomalyMetricNames: readonly string[] = anomalyMetrics.map(({ name }) => name);
