import type { Recorded } from '../promql/expression.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { agent } from './agents.ts';
import { collectorRules } from './collectors.ts';
import { container } from './containers.ts';
import { host } from './hosts.ts';
import { model } from './models.ts';
import { process } from './processes.ts';
import { service } from './services.ts';
import { tool } from './tools.ts';
import { workflow } from './workflows.ts';

/** What looks back on an hour moves too slowly to be asked as often as Prometheus scrapes. */
const ofAnHour = ({ record }: Recorded) => record.endsWith('1h');

/** The recording rules that alerts, SLOs and dashboards are built on. */
export function recordedFamilies(): RuleFamily[] {
  return Object.entries({
    agent,
    workflow,
    model,
    tool,
    service,
    process,
    container,
    host,
    collector: collectorRules,
  }).flatMap(([name, recordings]) => {
    const all: readonly Recorded[] = Object.values(recordings);
    return [
      { name, recordings: all.filter((one) => !ofAnHour(one)), alerts: [] },
      { name: `${name}-hours`, interval: '1m', recordings: all.filter(ofAnHour), alerts: [] },
    ];
  });
}
