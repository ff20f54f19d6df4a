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
  }).map(([name, recordings]) => ({
    name,
    recordings: Object.values(recordings),
    alerts: [],
  }));
}
