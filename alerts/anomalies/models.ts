import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { averageOver, countOver, promql, recorded, sumBy, sumOver } from '../promql/expression.ts';
import { model } from '../recorded/models.ts';
import { anomaly } from './anomaly.ts';

const by = [ENVIRONMENT, 'provider', 'model'] as const;
const callsASecond = averageOver(recorded(model.calls), '1h');
const samplesInHour = countOver(recorded(model.calls), '1h');
/** A share of fewer calls an hour jumps with each failure. */
const LEAST_CALLS = 100;
/** Calls an hour below which a percentile says little. */
const FEW_CALLS = 20;

/** What is watched of each model. */
export const modelAnomalies = [
  anomaly({
    name: 'model_calls',
    meaning: 'Calls of the model an hour, over the last half hour; zero where nobody calls it any more.',
    unit: 'calls an hour',
    by,
    level: promql`3600 * ${averageOver(recorded(model.calls), '30m')}`,
    strategy: 'adaptive',
    direction: 'both',
    margin: 0.6,
    deviations: 4,
    floor: 30,
    alert: {
      name: 'ModelCallsAnomaly',
      severity: 'info',
      summary: 'A model is called far more or far less often than usual.',
      description: `{{ $labels.model }} of {{ $labels.provider }}${IN_ENVIRONMENT} was called {{ $value | humanize }} times an hour in the last half hour, which is unusual at this time.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'models-and-providers',
    },
  }),
  anomaly({
    name: 'model_errors',
    meaning: 'Failed calls of the last hour as a share of all, or of a hundred where there were fewer.',
    unit: 'share, 0 to 1',
    by,
    level: promql`(${sumBy(by, sumOver(recorded(model.errors), '1h'))} or 0 * ${samplesInHour}) / ${samplesInHour} / clamp_min(${callsASecond}, ${LEAST_CALLS / 3600})`,
    strategy: 'adaptive',
    direction: 'up',
    margin: 0.5,
    deviations: 5,
    floor: 0.04,
    alert: {
      name: 'ModelErrorsAnomaly',
      severity: 'warning',
      summary: 'More calls of a model fail than usual.',
      description: `Of the calls of {{ $labels.model }} of {{ $labels.provider }}${IN_ENVIRONMENT} in the last hour, a hundred at least, {{ $value | humanizePercentage }} failed, which is more than usual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'models-and-providers',
    },
  }),
  anomaly({
    name: 'model_duration',
    meaning:
      'Mean of the five-minute 95th percentiles of the duration of calls in the last half hour; absent below twenty calls an hour.',
    unit: 'seconds',
    by,
    level: promql`avg_over_time((${recorded(model.duration95)} >= 0)[30m:5m]) and ${callsASecond} >= ${FEW_CALLS / 3600}`,
    strategy: 'robust',
    direction: 'up',
    margin: 0.5,
    deviations: 4,
    floor: 1,
    alert: {
      name: 'ModelDurationAnomaly',
      severity: 'warning',
      summary: 'A model answers more slowly than usual.',
      description: `The slow calls of {{ $labels.model }} of {{ $labels.provider }}${IN_ENVIRONMENT} took {{ $value | humanizeDuration }} in the last half hour, which is longer than usual.`,
      for: '10m',
      keepFiringFor: '15m',
      dashboard: 'models-and-providers',
    },
  }),
] as const;
