import { expect, it } from 'vitest';
import { genAiMetrics, platformMetrics, prometheusName, teamMetrics } from '../conventions/index.ts';
import { flush } from '../setup/init.ts';
import { useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording({ OBSERVATORY_METRICS_PREFIX: 'team' });

async function points(name: string) {
  await flush();
  return receiver().points.filter((point) => point.name === name);
}

it('records what OR6 and the GenAI conventions ask for', async () => {
  await agentTracking.trackWorkflow('order', 'run', () =>
    agentTracking.trackExecution(
      'coder',
      'generate',
      async () => {
        await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, (call) =>
          call.setUsage({ input: 100, output: 20, cacheRead: 60, reasoning: 5 }),
        );
        await agentTracking.trackTool({ name: 'sql', type: 'datastore' }, () => 1);
        await agentTracking.trackTool({ name: 'sql', type: 'datastore' }, () => 2);
      },
      undefined,
      'task-1',
    ),
  );
  await agentTracking
    .trackExecution('coder', 'generate', () => {
      throw new TypeError('no');
    })
    .catch(() => {});

  const labels = {
    'gen_ai.operation.name': 'chat',
    'gen_ai.provider.name': 'openai',
    'gen_ai.request.model': 'gpt-4.1',
  };
  const modality = { ...labels, 'gen_ai.token.modality': 'unknown' };
  const team = teamMetrics('team');
  const wanted = [
    [platformMetrics.agentExecutionDuration, { agentType: 'coder', status: 'success' }, { count: 1 }],
    [platformMetrics.agentExecutionDuration, { agentType: 'coder', status: 'failed' }, { count: 1 }],
    [platformMetrics.workflowExecutionDuration, { workflowType: 'order', status: 'success' }, { count: 1 }],
    [genAiMetrics.agentDuration, { 'gen_ai.agent.name': 'coder', 'error.type': 'TypeError' }, { count: 1 }],
    [genAiMetrics.agentInferenceCalls, { 'gen_ai.agent.name': 'coder' }, { count: 2, value: 1 }],
    [genAiMetrics.agentToolCalls, { 'gen_ai.agent.name': 'coder' }, { count: 2, value: 2 }],
    [genAiMetrics.workflowDuration, { 'gen_ai.workflow.name': 'order' }, { count: 1 }],
    [genAiMetrics.operationDuration, labels, { count: 1 }],
    [genAiMetrics.tokenUsage, { ...labels, 'gen_ai.token.type': 'input' }, { count: 1, value: 100 }],
    [genAiMetrics.tokenUsage, { ...labels, 'gen_ai.token.type': 'output' }, { count: 1, value: 20 }],
    [genAiMetrics.inputTokens, modality, { value: 100 }],
    [genAiMetrics.outputTokens, modality, { value: 20 }],
    [genAiMetrics.cacheReadTokens, modality, { value: 60 }],
    [genAiMetrics.reasoningTokens, modality, { value: 5 }],
    [genAiMetrics.toolDuration, { 'gen_ai.tool.name': 'sql', 'gen_ai.tool.type': 'datastore' }, { count: 2 }],
    [team.tasks, { type: 'coder', status: 'success' }, { value: 1 }],
    [team.activeTasks, { type: 'coder' }, { value: 0 }],
    [team.agentRequests, { agent: 'coder', operation: 'generate', status: 'failed' }, { value: 1 }],
    [team.events, { type: 'execution_error', severity: 'error' }, { value: 1 }],
  ] as const;
  await flush();
  for (const [{ name, unit }, attributes, numbers] of wanted) {
    expect(receiver().points, name).toContainEqual(
      expect.objectContaining({ name, unit, attributes, ...numbers }),
    );
  }
});

it('gives histograms the buckets of the conventions', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1);
  const [point] = await points('agent_execution_duration_seconds');
  expect(point?.bounds).toEqual([
    0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 10, 12.8, 25.6, 51.2, 102.4, 204.8, 409.6,
  ]);
});

it('labels no metric with an id', async () => {
  await agentTracking.trackExecution('coder', 'generate', () => 1, {}, 'task-9', 'user-9', 'session-9');
  await flush();
  expect(JSON.stringify(receiver().points.map(({ attributes }) => attributes))).not.toMatch(
    /task-9|user-9|session-9|[0-9a-f]{16}/,
  );
});

it('sends contract metrics under names that Prometheus keeps', () => {
  for (const definition of Object.values(platformMetrics))
    expect(prometheusName(definition)).toBe(definition.name);
});
