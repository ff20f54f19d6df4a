import type { Settings } from '../../infra/settings/schema.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import { type Expr, promql, type Recorded, ratio, recorded, sumBy } from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { tool } from '../recorded/tools.ts';
import { workflow } from '../recorded/workflows.ts';
import { type Alert, alert } from '../rules/alert.ts';

/** Of tools more may fail: a model often calls one wrongly, reads the error and calls it well. */
export const TOOL_THRESHOLD = 0.5;
const FEWEST_RUNS = 3;
const FEWEST_TOOL_CALLS = 5;
/** Who is called too seldom to have a share of five minutes fails where nearly all of an hour did. */
const NEARLY_ALL = 0.9;

const ofAgent = [ENVIRONMENT, 'agent'] as const;
const ofWorkflow = [ENVIRONMENT, 'workflow'] as const;
const ofTool = [ENVIRONMENT, 'tool'] as const;

interface Failing {
  readonly ratio: Recorded;
  readonly threshold: number;
  readonly failedPerHour: Expr;
  readonly perHour: Expr;
  /** Fewer failures within an hour say nothing, whatever share they are. */
  readonly atLeast: number;
}

const failing = ({ ratio: now, threshold, failedPerHour, perHour, atLeast }: Failing): Expr =>
  promql`(${recorded(now)} > ${threshold} or ${ratio(failedPerHour, perHour)} > ${NEARLY_ALL}) and ${failedPerHour} >= ${atLeast}`;

/** Longer than the page takes where most runs fail (RunSuccessBudgetBurnsFast), so that one fault is not told of twice. */
const WAIT = '15m';

/** Agents, workflows and tools that fail more often than they may. */
export function failingAlerts({ hub }: Settings): Alert[] {
  return [
    alert({
      name: 'AgentFailing',
      severity: 'warning',
      summary: 'Runs of an agent fail.',
      description: `{{ $value | humanizePercentage }} of the latest runs of {{ $labels.agent }}${IN_ENVIRONMENT} failed.`,
      expr: failing({
        ratio: agent.failureRatio,
        threshold: hub.errorRateThreshold,
        failedPerHour: sumBy(ofAgent, recorded(agent.runsPerHour, { status: 'failed' })),
        perHour: sumBy(ofAgent, recorded(agent.runsPerHour)),
        atLeast: FEWEST_RUNS,
      }),
      by: ofAgent,
      for: WAIT,
      keepFiringFor: '5m',
      dashboard: 'error-tracking',
    }),
    alert({
      name: 'WorkflowFailing',
      severity: 'warning',
      summary: 'Runs of a workflow fail.',
      description: `{{ $value | humanizePercentage }} of the latest runs of {{ $labels.workflow }}${IN_ENVIRONMENT} failed.`,
      expr: failing({
        ratio: workflow.failureRatio,
        threshold: hub.errorRateThreshold,
        failedPerHour: sumBy(ofWorkflow, recorded(workflow.runsPerHour, { status: 'failed' })),
        perHour: sumBy(ofWorkflow, recorded(workflow.runsPerHour)),
        atLeast: FEWEST_RUNS,
      }),
      by: ofWorkflow,
      for: WAIT,
      keepFiringFor: '5m',
      dashboard: 'workflow-analytics',
    }),
    alert({
      name: 'ToolFailing',
      severity: 'warning',
      summary: 'Calls of a tool fail.',
      description: `{{ $value | humanizePercentage }} of the latest calls of the tool {{ $labels.tool }}${IN_ENVIRONMENT} failed.`,
      expr: failing({
        ratio: tool.failureRatio,
        threshold: TOOL_THRESHOLD,
        failedPerHour: sumBy(ofTool, recorded(tool.callsPerHour, { status: 'failed' })),
        perHour: sumBy(ofTool, recorded(tool.callsPerHour)),
        atLeast: FEWEST_TOOL_CALLS,
      }),
      by: ofTool,
      for: WAIT,
      keepFiringFor: '5m',
      dashboard: 'tools-and-mcp',
    }),
  ];
}
