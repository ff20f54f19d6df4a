import { fleetMetrics } from '@observatory/shim/conventions';
import type { Settings } from '../../infra/settings/schema.ts';
import { ENVIRONMENT, IN_ENVIRONMENT } from '../promql/environment.ts';
import {
  type Expr,
  increase,
  not,
  promql,
  type Recorded,
  ratio,
  recorded,
  series,
  sumBy,
} from '../promql/expression.ts';
import { agent } from '../recorded/agents.ts';
import { tool } from '../recorded/tools.ts';
import { workflow } from '../recorded/workflows.ts';
import { type Alert, alert } from '../rules/alert.ts';
import { FEWEST_BAD } from '../slos/slo.ts';

/** Of tools more may fail: a model often calls one wrongly, reads the error and calls it well. */
export const TOOL_THRESHOLD = 0.5;
/** No page is about a workflow. */
const FEWEST_OF_WORKFLOW = 3;
/** Who is called too seldom to have a share of five minutes fails where nearly all of an hour did. */
const NEARLY_ALL = 0.9;
/** But not for the rest of the hour where nobody calls any more: the page, which holds this back, is over by then. */
const LATELY = '30m';

const ofAgent = [ENVIRONMENT, 'agent'] as const;
const ofWorkflow = [ENVIRONMENT, 'workflow'] as const;
const ofTool = [ENVIRONMENT, 'tool'] as const;

interface Failing {
  readonly ratio: Recorded;
  readonly threshold: number;
  readonly failedPerHour: Expr;
  readonly perHour: Expr;
  readonly failedLately: Expr;
  /** Fewer failures within an hour say nothing, whatever share they are. */
  readonly atLeast: number;
}

const failing = ({ ratio: now, threshold, failedPerHour, perHour, failedLately, atLeast }: Failing): Expr =>
  promql`(${recorded(now)} > ${threshold} or (${ratio(failedPerHour, perHour)} > ${NEARLY_ALL} and ${failedLately} > 0)) and ${failedPerHour} >= ${atLeast}`;

/**
 * Longer than the page takes where most runs or calls fail (RunSuccessBudgetBurnsFast, ToolSuccessBudgetBurnsFast), and of
 * no fewer failures than the page needs: else who runs every ten minutes is warned of before it, and one fault told of twice.
 */
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
        failedLately: sumBy(
          ofAgent,
          increase(series(fleetMetrics.runs, { agent: not(''), status: 'failed' }), LATELY),
        ),
        atLeast: FEWEST_BAD,
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
        failedLately: sumBy(
          ofWorkflow,
          increase(series(fleetMetrics.runs, { workflow: not(''), status: 'failed' }), LATELY),
        ),
        atLeast: FEWEST_OF_WORKFLOW,
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
        failedLately: sumBy(ofTool, increase(series(fleetMetrics.toolCalls, { status: 'failed' }), LATELY)),
        atLeast: FEWEST_BAD,
      }),
      by: ofTool,
      for: WAIT,
      keepFiringFor: '5m',
      dashboard: 'tools-and-mcp',
    }),
  ];
}
