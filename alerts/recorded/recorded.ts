import type { RuleFamily } from '../rules/rule-group.ts';
import { agent } from './agents.ts';
import { model } from './models.ts';
import { service } from './services.ts';
import { tool } from './tools.ts';
import { workflow } from './workflows.ts';

/** The recording rules that alerts, SLOs and dashboards are built on. */
export function recordedFamilies(): RuleFamily[] {
  return Object.entries({ agent, workflow, model, tool, service }).map(([name, recordings]) => ({
    name,
    recordings: Object.values(recordings),
    alerts: [],
  }));
}
