import {
  QueryVariableBuilder,
  TextBoxVariableBuilder,
  VariableHide,
  type VariableModel,
  VariableRefresh,
  VariableSort,
} from '@grafana/grafana-foundation-sdk/dashboard';
import { fleetMetrics, platformMetrics } from '@observatory/shim/conventions';
import { ENVIRONMENT } from '../../alerts/promql/environment.ts';
import { nameOf } from '../../alerts/promql/expression.ts';
import { serverMetrics } from '../../alerts/promql/server-metrics.ts';
import { container } from '../../alerts/recorded/containers.ts';
import { host } from '../../alerts/recorded/hosts.ts';
import { workflow } from '../../alerts/recorded/workflows.ts';
import { sources } from './question.ts';

/** A variable whose name is a label of Prometheus: its values are those that some series have. */
interface LabelVariable {
  /** What people read. */
  readonly label: string;
  /** The name of the series that have all values. */
  readonly of: string;
  /** Variables that narrow its values, where the dashboard has them too. */
  readonly after: readonly string[];
  /** `listed`: all means the values that are left, for what is narrowed by a label that panels do not have. */
  readonly all?: 'listed';
}

/** Every variable that panels ask for, in the order in which they stand and narrow each other. */
const labelVariables: Readonly<Record<string, LabelVariable>> = {
  [ENVIRONMENT]: { label: 'Environment', of: nameOf(serverMetrics.spanCalls), after: [] },
  service_name: { label: 'Service', of: nameOf(serverMetrics.spanCalls), after: [ENVIRONMENT] },
  workflow: { label: 'Workflow', of: workflow.runsPerHour.record, after: [ENVIRONMENT] },
  agent: {
    label: 'Agent',
    of: nameOf(fleetMetrics.agentInfo),
    after: [ENVIRONMENT, 'service_name'],
    all: 'listed',
  },
  provider: {
    label: 'Provider',
    of: nameOf(fleetMetrics.llmCalls),
    after: [ENVIRONMENT, 'agent'],
  },
  model: {
    label: 'Model',
    of: nameOf(fleetMetrics.llmCalls),
    after: [ENVIRONMENT, 'agent', 'provider'],
  },
  tool: {
    label: 'Tool',
    of: nameOf(fleetMetrics.toolCalls),
    after: [ENVIRONMENT, 'agent'],
  },
  evaluation: {
    label: 'Evaluation',
    of: `${nameOf(fleetMetrics.evaluationScore)}_count`,
    after: [ENVIRONMENT, 'agent'],
  },
  slo: { label: 'SLO', of: 'slo:objective:ratio', after: [] },
  level: { label: 'Level', of: nameOf(platformMetrics.logEvents), after: [] },
  job: { label: 'Server', of: nameOf(serverMetrics.up), after: [] },
  instance: { label: 'Instance', of: nameOf(serverMetrics.up), after: ['job'] },
  host_name: { label: 'Host', of: host.cpuUsed.record, after: [] },
  namespace: { label: 'Namespace', of: container.cpuUsed.record, after: [] },
  pod: { label: 'Pod', of: container.cpuUsed.record, after: ['namespace'] },
  container: { label: 'Container', of: container.cpuUsed.record, after: ['namespace', 'pod'] },
  device: { label: 'Device', of: host.diskQueue.record, after: ['host_name'] },
  mountpoint: { label: 'Mount point', of: host.inodesFree.record, after: ['host_name'] },
};

/** Variables that people type into: nothing is chosen while they are empty. */
const typedVariables: Readonly<Record<string, string>> = {
  user: 'User',
  session: 'Session',
  search: 'Search',
};

/** Whether a label is a variable too, so that panels follow it. */
export const isVariable = (label: string): boolean => Object.hasOwn(labelVariables, label);

/** The editor of variables keeps its queries under this name, and label values as this kind. */
const QUERY = { refId: 'PrometheusVariableQueryEditor-VariableQuery', qryType: 1 };

/**
 * The variables that `texts` ask for, in their order, each narrowed by those before it; after them, away in the menu,
 * `alertLabels` that links of alerts carry and no panel of the dashboard asks for.
 */
export function variablesFor(
  texts: readonly string[],
  alertLabels: readonly string[],
): readonly VariableModel[] {
  const asked = new Set(
    texts.flatMap((text) => [...text.matchAll(/\$(?:\{(\w+)[:}]|(\w+))/g)].map(([, a, b]) => a ?? b ?? '')),
  );
  const labels = Object.entries(labelVariables).filter(([name]) => asked.has(name));
  const strangers = [...asked].filter(isStranger);
  if (strangers.length > 0)
    throw new Error(
      `expected variables that there are (${[...Object.keys(labelVariables), ...Object.keys(typedVariables)].join(', ')}); got ${strangers.map((name) => `$${name}`).join(', ')}`,
    );
  return [
    ...labels.map(([name, one]) =>
      fromLabel(
        name,
        one.label,
        one.after.filter((other) => asked.has(other)),
        one.of,
        one.all,
      ).build(),
    ),
    ...Object.entries(typedVariables)
      .filter(([name]) => asked.has(name))
      .map(([name, label]) => new TextBoxVariableBuilder(name).label(label).defaultValue('').build()),
    ...alertLabels
      .filter((label) => !asked.has(label))
      .map((label) =>
        fromLabel(label, labelVariables[label]?.label ?? label, [], nameOf(serverMetrics.alerts))
          .hide(VariableHide.InControlsMenu)
          .build(),
      ),
  ];
}

/** Not what Grafana itself puts in, what regular expressions count, or the quotes that `chosenIn` writes in SQL. */
const isStranger = (name: string): boolean =>
  !/^(__\w+|\d+|re)$/.test(name) && !isVariable(name) && !Object.hasOwn(typedVariables, name);

function fromLabel(
  name: string,
  label: string,
  after: readonly string[],
  of: string,
  all: LabelVariable['all'] = undefined,
): QueryVariableBuilder {
  const narrowed = after.map((other) => `${other}=~"$${other}"`).join(', ');
  const query = `label_values(${of}${narrowed === '' ? '' : `{${narrowed}}`}, ${name})`;
  const builder = new QueryVariableBuilder(name)
    .label(label)
    .datasource(sources.prometheus)
    .query({ ...QUERY, query })
    .definition(query)
    .refresh(VariableRefresh.OnTimeRangeChanged)
    .sort(VariableSort.NaturalAsc)
    .multi(true)
    .includeAll(true)
    .current({ selected: true, text: ['All'], value: ['$__all'] });
  // Series without the label, too.
  return all === 'listed' ? builder : builder.allValue('.*');
}
