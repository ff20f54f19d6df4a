import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { withContext } from '../context/with-context.ts';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';

const receiver = useRecording();

async function recorded() {
  await flush();
  const { spans } = receiver();
  const events = receiver().events();
  const span = (name: string) => only(spans.filter((candidate) => candidate.name === name));
  const event = (type: string) => only(events.filter(({ eventName }) => eventName === `observatory.${type}`));
  return { spans, events, span, event };
}

describe('trackExecution', () => {
  it("gives fn's result", async () => {
    expect(await agentTracking.trackExecution('coder', 'generate', async () => 42)).toBe(42);
    expect(await agentTracking.trackExecution('coder', 'generate', () => 'sync')).toBe('sync');
  });

  it("throws fn's own error on, unchanged, after running fn once", async () => {
    const error = new TypeError('no');
    let runs = 0;
    const tracked = agentTracking.trackExecution('coder', 'generate', () => {
      runs += 1;
      throw error;
    });
    await expect(tracked).rejects.toBe(error);
    expect(runs).toBe(1);
  });

  it('sends a span as the conventions have it', async () => {
    let id = '';
    const inside = agentTracking.trackExecution('coder', 'generate', ({ id: own }) => {
      id = own;
    });
    await inside;
    const { span } = await recorded();
    const sent = span('invoke_agent coder');
    expect(id).toBe(sent.traceId + sent.spanId);
    expect(sent.kind).toBe(1);
    expect(sent.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': 'coder',
      agentType: 'coder',
      'observatory.execution.id': id,
      executionId: id,
      'observatory.execution.kind': 'agent',
      'observatory.execution.operation': 'generate',
      'observatory.execution.status': 'completed',
      'observatory.execution.start_unix_us': sent.startUs,
    });
    expect(sent.attributes['observatory.execution.memory_bytes']).toBeGreaterThan(1_000_000);
    expect(sent.attributes['observatory.execution.cpu_ms']).toBeGreaterThan(0);
    expect(sent.resource).toMatchObject({ 'service.name': 'test-service', 'service.version': '1.0.0' });
  });

  it('sends an event when it starts, before it ends', async () => {
    await agentTracking.trackExecution('coder', 'generate', async ({ id }) => {
      const { spans, event } = await recorded();
      const start = event('execution_start');
      expect(spans).toEqual([]);
      expect(start.traceId + start.spanId).toBe(id);
      expect(start).toMatchObject({
        severityText: 'INFO',
        severityNumber: 9,
        body: 'Agent coder started generate',
      });
      expect(start.attributes).toMatchObject({
        'observatory.execution.id': id,
        'observatory.execution.kind': 'agent',
        'gen_ai.agent.name': 'coder',
        'observatory.execution.operation': 'generate',
      });
    });
  });

  it('sends an event at its end that meets the span in ids and start', async () => {
    await agentTracking.trackExecution('coder', 'generate', async () => 1);
    const { span, event } = await recorded();
    const [sent, end] = [span('invoke_agent coder'), event('execution_end')];
    expect([end.traceId, end.spanId]).toEqual([sent.traceId, sent.spanId]);
    expect(end.attributes).toMatchObject({
      'observatory.execution.status': 'completed',
      'observatory.execution.start_unix_us': sent.startUs,
      'observatory.execution.duration_ms': sent.attributes['observatory.execution.duration_ms'],
    });
  });

  it('gives each event an id of its own', async () => {
    await agentTracking.trackExecution('coder', 'generate', () => agentTracking.trackStep('think', () => 1));
    const { events } = await recorded();
    const ids = events.map(({ attributes }) => attributes['log.record.uid']);
    expect(ids).toHaveLength(4);
    expect(new Set(ids).size).toBe(4);
  });

  it('tells a failure with its cause on span and event', async () => {
    const error = new RangeError('too many', { cause: new Error('disk is full') });
    await agentTracking
      .trackExecution('coder', 'generate', () => {
        throw error;
      })
      .catch(() => {});
    const { span, event } = await recorded();
    const failure = {
      'observatory.execution.status': 'failed',
      'error.type': 'RangeError',
      'exception.message': 'too many; caused by: disk is full',
    };
    const sent = span('invoke_agent coder');
    expect(sent.attributes).toMatchObject(failure);
    expect(sent.statusCode).toBe(2);
    expect(only(sent.events).attributes['exception.stacktrace']).toContain('caused by: Error: disk is full');
    const end = event('execution_error');
    expect(end.attributes).toMatchObject(failure);
    expect(end.severityText).toBe('ERROR');
  });

  it('ends as cancelled where fn says so, also when fn then throws', async () => {
    const error = new Error('stopped');
    const tracked = agentTracking.trackExecution('coder', 'generate', ({ cancel }) => {
      cancel('user left');
      throw error;
    });
    await expect(tracked).rejects.toBe(error);
    const { span, event } = await recorded();
    const wanted = {
      'observatory.execution.status': 'cancelled',
      'observatory.execution.cancel_reason': 'user left',
    };
    expect(span('invoke_agent coder').attributes).toMatchObject(wanted);
    expect(event('execution_cancel').attributes).toMatchObject(wanted);
    expect(event('execution_cancel').severityText).toBe('WARN');
  });

  it('carries task, user and session under both names, on spans inside too', async () => {
    await agentTracking.trackExecution(
      'coder',
      'generate',
      () => agentTracking.trackStep('think', () => 1),
      undefined,
      'task-1',
      'user-1',
      'session-1',
    );
    const { span, event } = await recorded();
    const wanted = {
      'observatory.task.id': 'task-1',
      taskId: 'task-1',
      'user.id': 'user-1',
      userId: 'user-1',
      'session.id': 'session-1',
      sessionId: 'session-1',
    };
    for (const sent of [
      span('invoke_agent coder'),
      span('think'),
      event('execution_start'),
      event('step_end'),
    ]) {
      expect(sent.attributes).toMatchObject(wanted);
    }
  });

  it('takes its context from around it', async () => {
    await withContext({ userId: 'user-2', conversationId: 'chat-9' }, () =>
      agentTracking.trackExecution('coder', 'generate', () => 1),
    );
    const { span } = await recorded();
    expect(span('invoke_agent coder').attributes).toMatchObject({
      'user.id': 'user-2',
      'gen_ai.conversation.id': 'chat-9',
    });
  });

  it('keeps input and output to itself unless content is asked for', async () => {
    await agentTracking.trackExecution('coder', 'generate', () => 'an answer', { prompt: 'a question' });
    const { span, events } = await recorded();
    const all = JSON.stringify([span('invoke_agent coder'), events]);
    expect(all).not.toContain('an answer');
    expect(all).not.toContain('a question');
  });
});

describe('nested executions', () => {
  it('know the execution that they were started from', async () => {
    let outer = '';
    await agentTracking.trackWorkflow('order', 'run', async ({ id }) => {
      outer = id;
      await agentTracking.trackExecution('coder', 'generate', () => 1);
    });
    const { span, events } = await recorded();
    const [workflow, agent] = [span('invoke_workflow order'), span('invoke_agent coder')];
    expect(agent.parentSpanId).toBe(workflow.spanId);
    expect(agent.attributes['observatory.execution.parent_id']).toBe(outer);
    expect(workflow.attributes).toMatchObject({
      'gen_ai.operation.name': 'invoke_workflow',
      'gen_ai.workflow.name': 'order',
      'observatory.execution.kind': 'workflow',
    });
    expect(workflow.attributes['observatory.execution.parent_id']).toBeUndefined();
    expect(agent.attributes['gen_ai.workflow.name']).toBeUndefined();
    expect(events.filter(({ eventName }) => eventName === 'observatory.execution_start')).toHaveLength(2);
  });

  it('own the steps below them, whatever runs beside', async () => {
    const pause = () => new Promise((resolve) => setTimeout(resolve, 5));
    const agent = (name: string) =>
      agentTracking.trackExecution(name, 'work', async ({ id }) => {
        await pause();
        await agentTracking.trackStep(`step of ${name}`, pause);
        return id;
      });
    const [first, second] = await agentTracking.trackWorkflow('both', 'run', () =>
      Promise.all([agent('one'), agent('two')]),
    );
    const { span } = await recorded();
    expect(span('step of one').attributes['observatory.execution.id']).toBe(first);
    expect(span('step of two').attributes['observatory.execution.id']).toBe(second);
  });
});

describe('trackStep', () => {
  it('sends its data, redacted, on span and event', async () => {
    await agentTracking.trackExecution('coder', 'generate', () =>
      agentTracking.trackStep('analyse', () => 1, { data: { lines: 1500, apiKey: 'abc' }, attempt: 2 }),
    );
    const { span, event } = await recorded();
    for (const sent of [span('analyse'), event('step_end')]) {
      expect(sent.attributes).toMatchObject({
        'observatory.step.name': 'analyse',
        step: 'analyse',
        'observatory.step.kind': 'step',
        'observatory.step.attempt': 2,
        'observatory.step.status': 'completed',
        'observatory.step.data': '{"lines":1500,"apiKey":"[redacted]"}',
      });
    }
    expect(event('step_start')).toMatchObject({ severityText: 'DEBUG', spanId: span('analyse').spanId });
  });

  it('is a span alone outside of an execution', async () => {
    await agentTracking.trackStep('loose', () => 1);
    const { span, events } = await recorded();
    expect(span('loose').attributes['observatory.execution.id']).toBeUndefined();
    expect(events).toEqual([]);
  });
});

describe('trackInference', () => {
  it('sends model, provider, usage and answer on the span and the event', async () => {
    await agentTracking.trackExecution('coder', 'generate', () =>
      agentTracking.trackInference(
        { provider: 'openai', model: 'gpt-4.1', input: 'secret question' },
        (call) => {
          call.firstChunk();
          call.setUsage({ input: 120, output: 30, cacheRead: 100, cacheWrite: 5, reasoning: 10 });
          call.setResponse({
            model: 'gpt-4.1-2025-04-14',
            id: 'resp_1',
            finishReasons: ['stop'],
            output: 'answer',
          });
        },
      ),
    );
    const { span, event } = await recorded();
    const sent = span('chat gpt-4.1');
    expect(sent.kind).toBe(3);
    for (const { attributes } of [sent, event('llm_call')]) {
      expect(attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-4.1',
        'gen_ai.response.model': 'gpt-4.1-2025-04-14',
        'gen_ai.response.id': 'resp_1',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.request.stream': true,
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 30,
        'gen_ai.usage.cache_read.input_tokens': 100,
        'gen_ai.usage.cache_write.input_tokens': 5,
        'gen_ai.usage.reasoning.output_tokens': 10,
        'observatory.step.kind': 'llm',
        'observatory.step.name': 'gpt-4.1',
      });
    }
    expect(JSON.stringify([sent, event('llm_call')])).not.toMatch(/secret question|answer"/);
  });

  it('shows the sum of usage on the execution, and on no event of it', async () => {
    await agentTracking.trackExecution('coder', 'generate', async () => {
      for (const input of [10, 20]) {
        await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, (call) =>
          call.setUsage({ input, output: 1 }),
        );
      }
    });
    const { span, event } = await recorded();
    expect(span('invoke_agent coder').attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 30,
      'gen_ai.usage.output_tokens': 2,
    });
    expect(event('execution_end').attributes['gen_ai.usage.input_tokens']).toBeUndefined();
  });

  it('does not take numbers that cannot be tokens', async () => {
    await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, (call) =>
      call.setUsage({ input: Number.NaN, output: -1, cacheRead: 2 }),
    );
    const { attributes } = (await recorded()).span('chat gpt-4.1');
    expect(attributes['gen_ai.usage.input_tokens']).toBeUndefined();
    expect(attributes['gen_ai.usage.output_tokens']).toBeUndefined();
    expect(attributes['gen_ai.usage.cache_read.input_tokens']).toBe(2);
  });

  it('is an embedding where the operation says so', async () => {
    await agentTracking.trackInference(
      { operation: 'embeddings', provider: 'openai', model: 'text-embedding-3-small' },
      () => 1,
    );
    expect(
      (await recorded()).span('embeddings text-embedding-3-small').attributes['observatory.step.kind'],
    ).toBe('embedding');
  });
});

describe('trackTool', () => {
  it('sends a failed call with its attributes', async () => {
    const error = new Error('no such table');
    const tracked = agentTracking.trackExecution('coder', 'generate', () =>
      agentTracking.trackTool(
        {
          name: 'sql',
          type: 'datastore',
          callId: 'call_1',
          attempt: 3,
          arguments: { query: 'SELECT 1' },
          attributes: { 'mcp.method.name': 'tools/call' },
        },
        () => {
          throw error;
        },
      ),
    );
    await expect(tracked).rejects.toBe(error);
    const { span, event } = await recorded();
    for (const { attributes } of [span('execute_tool sql'), event('tool_call')]) {
      expect(attributes).toMatchObject({
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'sql',
        'gen_ai.tool.type': 'datastore',
        'gen_ai.tool.call.id': 'call_1',
        'mcp.method.name': 'tools/call',
        'observatory.step.kind': 'tool',
        'observatory.step.attempt': 3,
        'observatory.step.status': 'failed',
        'error.type': 'Error',
        'exception.message': 'no such table',
      });
      expect(attributes['gen_ai.tool.call.arguments']).toBeUndefined();
    }
    expect(event('tool_call').severityText).toBe('ERROR');
  });
});

it('a tool that the client called off, as Next.js says it without a message, is cancelled', async () => {
  class ResponseAborted extends Error {}
  const called = agentTracking.trackExecution('coder', 'work', () =>
    agentTracking.trackTool({ name: 'weather' }, () => {
      throw new ResponseAborted();
    }),
  );
  await expect(called).rejects.toThrow(ResponseAborted);
  const { span, event } = await recorded();
  const end = event('tool_call');
  for (const { attributes } of [span('execute_tool weather'), end]) {
    expect(attributes).toMatchObject({
      'observatory.step.status': 'cancelled',
      'error.type': 'ResponseAborted',
    });
  }
  expect(end.severityText).toBe('WARN');
  expect(end.body).toMatch(/^Step weather cancelled after \d+\.\d{3} s: ResponseAborted$/);
  expect(span('invoke_agent coder').attributes['observatory.execution.status']).toBe('cancelled');
});

it('an error without a message is told by its type, behind no dangling colon', async () => {
  const failing = agentTracking.trackExecution('coder', 'work', () =>
    agentTracking.trackStep('plan', () => {
      throw new RangeError();
    }),
  );
  await expect(failing).rejects.toThrow(RangeError);
  const { event } = await recorded();
  expect(event('step_end').body).toMatch(/ failed after \S+ s: RangeError$/);
  expect(event('execution_error').body).toMatch(/ failed work after \S+ s: RangeError$/);
});

describe("other instrumentation's spans", () => {
  it('carry the execution and the context that they are in', async () => {
    const tracer = trace.getTracer('http-library');
    const id = await withContext({ userId: 'user-7' }, () =>
      agentTracking.trackExecution('coder', 'generate', (execution) => {
        tracer.startSpan('GET /').end();
        return execution.id;
      }),
    );
    const { span } = await recorded();
    expect(span('GET /')).toMatchObject({
      parentSpanId: span('invoke_agent coder').spanId,
      attributes: { 'observatory.execution.id': id, 'user.id': 'user-7', userId: 'user-7' },
    });
    expect(span('GET /').attributes['observatory.execution.start_unix_us']).toBe(
      span('invoke_agent coder').startUs,
    );
  });
});
