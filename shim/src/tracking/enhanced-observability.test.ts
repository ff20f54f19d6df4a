import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import { enhancedObservability } from './enhanced-observability.ts';

const receiver = useRecording();

const ignoredCalls = async (reason: string) => {
  await flush();
  const counted = receiver().points.find(
    ({ name, attributes }) => name === 'observatory_shim_ignored_calls_total' && attributes.reason === reason,
  );
  return counted?.value ?? 0;
};

describe('an execution that is started and ended by its id', () => {
  it('is sent with its steps and what was measured', async () => {
    const id = await enhancedObservability.startAgentExecution(
      'code-reviewer',
      'review-code',
      { codebase: 'react-app' },
      'task-1',
      'user-1',
    );
    await enhancedObservability.recordExecutionStep(id, 'analyze-code', { linesAnalyzed: 1500 }, 250);
    await enhancedObservability.completeAgentExecution(
      id,
      { suggestions: [] },
      { executionTime: 2500, memoryUsage: 1024 * 1024 },
    );
    await flush();
    const execution = only(receiver().spans.filter(({ name }) => name === 'invoke_agent code-reviewer'));
    expect(execution.traceId + execution.spanId).toBe(id);
    expect(execution.attributes).toMatchObject({
      'observatory.execution.status': 'completed',
      'observatory.execution.duration_ms': 2500,
      'observatory.execution.memory_bytes': 1_048_576,
      'user.id': 'user-1',
    });
    const step = only(receiver().spans.filter(({ name }) => name === 'analyze-code'));
    expect(step.parentSpanId).toBe(execution.spanId);
    expect(step.endUs - step.startUs).toBe(250_000);
    expect(step.attributes).toMatchObject({
      'observatory.execution.id': id,
      'observatory.step.duration_ms': 250,
      'observatory.step.data': '{"linesAnalyzed":1500}',
    });
    expect(
      receiver()
        .events()
        .map(({ eventName }) => eventName),
    ).toEqual(['observatory.execution_start', 'observatory.step_end', 'observatory.execution_end']);
  });

  it('can fail, with whatever was thrown', async () => {
    const id = await enhancedObservability.startAgentExecution('coder', 'work');
    await enhancedObservability.failAgentExecution(id, 'out of credit', { executionTime: 10 });
    await flush();
    expect(only(receiver().spans).attributes).toMatchObject({
      'observatory.execution.status': 'failed',
      'error.type': 'string',
      'exception.message': 'out of credit',
    });
  });

  it('can be cancelled', async () => {
    const id = await enhancedObservability.startAgentExecution('coder', 'work');
    await enhancedObservability.cancelAgentExecution(id, 'not needed');
    await flush();
    expect(only(receiver().spans).attributes).toMatchObject({
      'observatory.execution.status': 'cancelled',
      'observatory.execution.cancel_reason': 'not needed',
    });
  });

  it.each([
    ['null', null],
    [
      'what throws when it is read',
      {
        get executionTime() {
          throw new Error('hands off');
        },
      },
    ],
  ])('ends all the same where its metrics are %s', async (_, metrics) => {
    const id = await enhancedObservability.startAgentExecution('unmeasured', 'work');
    await enhancedObservability.completeAgentExecution(id, 'done', metrics as never);
    await flush();
    const { attributes } = only(receiver().spans);
    expect(attributes['observatory.execution.status']).toBe('completed');
    expect(attributes['observatory.execution.duration_ms']).toBeGreaterThanOrEqual(0);
  });

  it('belongs to the execution around it', async () => {
    const outer = await agentTracking.trackExecution('outer', 'work', async ({ id }) => {
      await enhancedObservability.completeAgentExecution(
        await enhancedObservability.startAgentExecution('inner', 'work'),
      );
      return id;
    });
    await flush();
    const inner = only(receiver().spans.filter(({ name }) => name === 'invoke_agent inner'));
    expect(inner.attributes['observatory.execution.parent_id']).toBe(outer);
  });
});

describe('calls that come too late or for nobody', () => {
  it('change nothing at a second end, and count it', async () => {
    const before = await ignoredCalls('ended');
    const id = await enhancedObservability.startAgentExecution('coder', 'work');
    await enhancedObservability.completeAgentExecution(id);
    await enhancedObservability.failAgentExecution(id, new Error('late'));
    await enhancedObservability.recordExecutionStep(id, 'late');
    expect(await ignoredCalls('ended')).toBe(before + 2);
    const ends = receiver()
      .events()
      .filter(({ eventName }) => /execution_(end|error)/.test(eventName));
    expect(only(ends).eventName).toBe('observatory.execution_end');
  });

  it('count an id that nobody started, and throw nothing', async () => {
    const before = await ignoredCalls('unknown');
    await enhancedObservability.completeAgentExecution('nobody');
    expect(await ignoredCalls('unknown')).toBe(before + 1);
  });
});
