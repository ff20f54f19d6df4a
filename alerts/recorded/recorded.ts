import type { Recorded } from '../promql/expression.ts';
import type { RuleFamily } from '../rules/rule-group.ts';
import { agent } from './agents.ts';
import { collectorRules } from './collectors.ts';
import { container } from './containers.ts';
import { costs } from './costs.ts';
import { host } from './hosts.ts';
import { model } from './models.ts';
import { process } from './processes.ts';
import { cardinality } from './series.ts';
import { service } from './services.ts';
import { tool } from './tools.ts';
import { workflow } from './workflows.ts';

/** What looks back on an hour moves too slowly to be asked as often as Prometheus scrapes. */
const ofAnHour = ({ record }: Recorded) => record.endsWith('1h');

const subjects = { agent, workflow, model, tool, service, process, container, host };

/** Every recorded series by its name in code: `agent.failureRatio` is of `agents.ts` here. */
export const recordedNames: ReadonlyMap<string, string> = new Map(
  Object.entries({ ...subjects, collectorRules, costs, cardinality }).flatMap(([group, rules]) =>
    Object.entries<Recorded>(rules).map(([name, { record }]) => [record, `${group}.${name}`]),
  ),
);

/** The recording rules that alerts, SLOs and dashboards are built on. */
export function recordedFamilies(): RuleFamily[] {
  const families = Object.entries({ ...subjects, collector: collectorRules }).flatMap(
    ([name, recordings]) => {
      const all: readonly Recorded[] = Object.values(recordings);
      return [
        { name, recordings: all.filter((one) => !ofAnHour(one)), alerts: [] },
        { name: `${name}-hours`, interval: '1m' as const, recordings: all.filter(ofAnHour), alerts: [] },
      ];
    },
  );
  return [
    ...families,
    { name: 'costs', interval: '1m', recordings: Object.values(costs), alerts: [] },
    { name: 'cardinality', interval: '5m', recordings: Object.values(cardinality), alerts: [] },
  ];
}
