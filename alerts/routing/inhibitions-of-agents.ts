import { ENVIRONMENT } from '../promql/environment.ts';
import type { Inhibition } from './inhibitions.ts';

const sameAgent = [ENVIRONMENT, 'agent'] as const;
const sameWorkflow = [ENVIRONMENT, 'workflow'] as const;
const sameRun = [ENVIRONMENT, 'agent', 'workflow'] as const;
const sameTool = [ENVIRONMENT, 'tool'] as const;
const sameModel = [ENVIRONMENT, 'provider', 'model'] as const;

/** Agents, models and tools: the page silences warnings of the same, and what is special what is general. */
export const agentInhibitions: readonly Inhibition[] = [
  {
    cause: 'RunSuccessBudgetBurnsFast',
    silences: ['RunSuccessBudgetBurnsSlow', 'AgentFailing', 'RunsAbandoned', 'ErrorsAnomaly', 'RetryStorm'],
    equal: sameAgent,
    because: 'runs of the agent fail, and somebody is awake',
  },
  {
    cause: 'RunSuccessBudgetBurnsFast',
    silences: ['WorkflowFailing', 'AetTaskFailures'],
    equal: [ENVIRONMENT],
    because: 'a workflow or task whose agent fails, fails',
  },
  {
    cause: 'RunSuccessBudgetBurnsFast',
    silences: ['HighErrorRate'],
    equal: [ENVIRONMENT],
    because: 'runs that fail are logged as errors, and the page of the agent says more',
  },
  {
    cause: 'RunSuccessBudgetBurnsFast',
    silences: ['ToolSuccessBudgetBurnsFast', 'ToolSuccessBudgetBurnsSlow'],
    equal: sameAgent,
    because: 'runs of the agent fail for its tool: the page of the agent leads to its tools',
  },
  {
    cause: 'AgentFailing',
    silences: ['ErrorsAnomaly'],
    equal: sameAgent,
    because: 'errors above the threshold are errors above the usual',
  },
  {
    cause: 'RunLatencyBudgetBurnsFast',
    silences: ['RunLatencyBudgetBurnsSlow', 'AgentSlow', 'DurationAnomaly', 'SlowResponse'],
    equal: sameAgent,
    because: 'runs of the agent are slow, and somebody is awake',
  },
  {
    cause: 'RunLatencyBudgetBurnsFast',
    silences: ['WorkflowSlow', 'SlowAgentExecution', 'AetSlowTasks'],
    equal: [ENVIRONMENT],
    because: 'a workflow or task whose agent is slow, is slow',
  },
  {
    cause: 'AgentSlow',
    silences: ['DurationAnomaly', 'SlowResponse'],
    equal: sameAgent,
    because: 'slower than usual is told of once',
  },
  {
    cause: 'ToolSuccessBudgetBurnsFast',
    silences: ['ToolSuccessBudgetBurnsSlow', 'ToolFailing'],
    equal: sameTool,
    because: 'calls of the tool fail, and somebody is awake',
  },
  {
    cause: 'ToolSuccessBudgetBurnsFast',
    silences: ['AgentFailing', 'WorkflowFailing', 'ErrorsAnomaly', 'RetryStorm'],
    equal: [ENVIRONMENT],
    because: 'agents whose tool fails, fail and try again',
  },
  {
    cause: 'FirstTokenBudgetBurnsFast',
    silences: ['FirstTokenBudgetBurnsSlow', 'ModelSlow', 'ModelDurationAnomaly'],
    equal: sameModel,
    because: 'the model is slow, and somebody is awake',
  },
  {
    cause: 'ModelRateLimited',
    silences: ['ModelFailing', 'ModelErrorsAnomaly'],
    equal: sameModel,
    because: 'calls that the provider turns away fail',
  },
  {
    cause: 'ModelFailing',
    silences: ['ModelErrorsAnomaly'],
    equal: sameModel,
    because: 'errors above the threshold are errors above the usual',
  },
  {
    cause: 'TelemetryDeliveryBudgetBurnsFast',
    silences: ['TelemetryDeliveryBudgetBurnsSlow'],
    equal: [],
    because: 'the fast burn is the worse of both',
  },
  {
    cause: 'RunStuck',
    silences: ['RunsAbandoned', 'RunsStopped'],
    equal: sameRun,
    because: 'who is stuck ends nothing, and is given up in the end',
  },
  {
    cause: 'RunsAbandoned',
    silences: ['AgentFailing', 'ErrorsAnomaly'],
    equal: sameAgent,
    because: 'runs of an agent whose process is gone count as failed',
  },
  {
    cause: 'RunsAbandoned',
    silences: ['WorkflowFailing'],
    equal: sameWorkflow,
    because: 'runs of a workflow whose process is gone count as failed',
  },
  {
    cause: 'RetryStorm',
    silences: ['RunLooping'],
    equal: sameRun,
    because: 'who tries failed calls again and again makes many',
  },
  {
    cause: 'RunsStopped',
    silences: ['RunsAnomaly', 'ToolCallsAnomaly'],
    equal: sameAgent,
    because: 'none at all is fewer than usual',
  },
  {
    cause: 'RunsAnomaly',
    silences: ['ToolCallsAnomaly', 'CostAnomaly'],
    equal: sameAgent,
    because: 'more runs take more calls and cost more',
  },
  {
    cause: 'RunLooping',
    silences: ['TokensPerRunAnomaly', 'CostPerRunAnomaly', 'CostAnomaly', 'ToolCallsAnomaly'],
    equal: sameAgent,
    because: 'a run without end takes tokens without end',
  },
  {
    cause: 'CostPerRunAnomaly',
    silences: ['CostAnomaly', 'TokensPerRunAnomaly'],
    equal: sameAgent,
    because: 'runs that cost more make the agent cost more',
  },
  {
    cause: 'DailyBudgetSpent',
    silences: ['DailyBudgetBurnsFast'],
    equal: [],
    because: 'what is spent burns no more',
  },
  {
    cause: 'MonthlyBudgetBurnsFast',
    silences: ['MonthlyCostForecastOverBudget'],
    equal: [],
    because: 'at this rate the month is over its budget, which the forecast says too',
  },
];
