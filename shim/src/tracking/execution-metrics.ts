import { currentConfig } from '../config/current-config.ts';
import { genAiMetrics, platformMetrics, statusLabels } from '../conventions/index.ts';
import { countMetric, observeMetric } from '../metrics/record.ts';
import { currentTeamMetrics } from '../metrics/team-metrics.ts';
import type { Execution } from './execution.ts';

/** An execution that was given a task counts as one of the team's tasks (AE1). */
export function recordExecutionStart({ name, taskId }: Execution): void {
  if (!currentConfig().agent.trackPerformance || taskId === undefined) return;
  countMetric(currentTeamMetrics().activeTasks, 1, { type: name });
}

/** Metrics of an execution that has ended (GenAI conventions, OR6, AE1). */
export function recordExecutionMetrics(
  execution: Execution,
  seconds: number,
  errorType: string | undefined,
): void {
  if (!currentConfig().agent.trackPerformance || execution.status === 'running') return;
  const { kind, name, operation, taskId } = execution;
  const status = statusLabels[execution.status];
  const error = errorType === undefined ? undefined : { 'error.type': errorType };
  const team = currentTeamMetrics();
  if (kind === 'agent') {
    observeMetric(platformMetrics.agentExecutionDuration, seconds, { agentType: name, status });
    observeMetric(genAiMetrics.agentDuration, seconds, { 'gen_ai.agent.name': name, ...error });
    observeMetric(genAiMetrics.agentInferenceCalls, execution.inferenceCalls, { 'gen_ai.agent.name': name });
    observeMetric(genAiMetrics.agentToolCalls, execution.toolCalls, { 'gen_ai.agent.name': name });
    countMetric(team.agentRequests, 1, { agent: name, operation, status });
    observeMetric(team.agentResponse, seconds, { agent: name, operation, status });
  } else {
    observeMetric(platformMetrics.workflowExecutionDuration, seconds, { workflowType: name, status });
    observeMetric(genAiMetrics.workflowDuration, seconds, { 'gen_ai.workflow.name': name, ...error });
  }
  if (taskId === undefined) return;
  countMetric(team.activeTasks, -1, { type: name });
  countMetric(team.tasks, 1, { type: name, status });
  observeMetric(team.taskDuration, seconds, { type: name, status });
}
