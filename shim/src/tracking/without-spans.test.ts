import { expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording({ AET_TRACING_ENABLED: 'false' });

it('sends events that belong together where no spans are recorded', async () => {
  await agentTracking.trackWorkflow('order', 'run', () =>
    agentTracking.trackExecution('coder', 'generate', () => agentTracking.trackStep('think', () => 1)),
  );
  await flush();
  expect(receiver().spans).toEqual([]);
  const of = (type: string, kind: string) =>
    only(
      receiver()
        .events()
        .filter(
          ({ eventName, attributes }) =>
            eventName === `observatory.${type}` && attributes['observatory.execution.kind'] === kind,
        ),
    );
  const [workflow, agent, ended] = [
    of('execution_start', 'workflow'),
    of('execution_start', 'agent'),
    of('execution_end', 'agent'),
  ];
  expect(agent.traceId).toBe(workflow.traceId);
  expect(agent.spanId).not.toBe(workflow.spanId);
  expect(agent.attributes['observatory.execution.id']).toBe(agent.traceId + agent.spanId);
  expect(agent.attributes['observatory.execution.parent_id']).toBe(workflow.traceId + workflow.spanId);
  expect([ended.traceId, ended.spanId]).toEqual([agent.traceId, agent.spanId]);
  expect(ended.attributes['observatory.execution.start_unix_us']).toBe(
    agent.attributes['observatory.execution.start_unix_us'],
  );
  const step = only(
    receiver()
      .events()
      .filter(({ eventName }) => eventName === 'observatory.step_end'),
  );
  expect(step.attributes['observatory.execution.id']).toBe(agent.traceId + agent.spanId);
  expect(step.traceId).toBe(workflow.traceId);
});
