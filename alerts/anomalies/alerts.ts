import type { Settings } from '../../infra/settings/schema.ts';
import { lastOver, promql, recorded } from '../promql/expression.ts';
import { alert } from '../rules/alert.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { agentAnomalies } from './agents.ts';
import { ANOMALY_INTERVAL, type Anomaly } from './anomaly.ts';
import { bandsOf } from './bands.ts';
import { modelAnomalies } from './models.ts';

/** What is out of the usual, learned from each series by itself. */
export function anomalies(settings: Settings): RuleFamily[] {
  return settings.alerts.anomalies ? [...agentAnomalies, ...modelAnomalies].map(anomalyFamily) : [];
}

/** The recordings of an anomaly and its one alert. */
export function anomalyFamily(anomaly: Anomaly): RuleFamily {
  const { level, spread, deviation, bands } = bandsOf(anomaly);
  // The alert is of a group of its own, which runs beside: it takes the last that was recorded.
  const last = (of: typeof level) => lastOver(recorded(of), '10m');
  const outside = bands.map(({ side, band }) =>
    side === 'upper' ? promql`${last(level)} > ${last(band)}` : promql`${last(level)} < ${last(band)}`,
  );
  return {
    name: `anomaly-${anomaly.name.replaceAll('_', '-')}`,
    interval: ANOMALY_INTERVAL,
    recordings: [level, spread, deviation, ...bands.flatMap(({ usual, band }) => [usual, band])],
    alerts: [
      alert({
        ...anomaly.alert,
        by: anomaly.by,
        expr: outside.reduce((either, one) => promql`${either} or ${one}`),
      }),
    ],
  };
}
