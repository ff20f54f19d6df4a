import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from '../tracking/agent-tracking.ts';
import { UniversalAgentObserver } from './universal-agent-observer.ts';

const receiver = useRecording();
const pause = (ms = 1) => new Promise((resolve) => setTimeout(resolve, ms));
const messages = [{ role: 'user', content: 'where is my order' }];
const params = { sql: 'SELECT 1' };

async function spansOf(prefix: string) {
  await flush();
  return receiver().spans.filter(({ name }) => name.startsWith(prefix));
}
async function events(type: string) {
  await flush();
  return receiver()
    .events()
    .filter(({ eventName }) => eventName === `observatory.${type}`);
}

describe('the example of the document', () => {
  it('runs as written, and is an execution with an inference and a tool call', async () => {
    const observer = new UniversalAgentObserver('MyAgent');
    const traceId = observer.startTrace('user_request', 'my-service');
    observer.observeLlmCall('openai', 'gpt-4', messages);
    observer.observeToolUse('database_query', params);
    observer.finishTrace(traceId, 'completed');

    const execution = only(await spansOf('invoke_agent MyAgent'));
    expect(execution.traceId + execution.spanId).toBe(traceId);
    expect(execution.attributes).toMatchObject({
      'gen_ai.agent.name': 'MyAgent',
      'observatory.execution.operation': 'user_request',
      'observatory.execution.status': 'completed',
      service: 'my-service',
    });
    const call = only(await spansOf('chat gpt-4'));
    const tool = only(await spansOf('execute_tool database_query'));
    for (const step of [call, tool]) {
      expect(step.parentSpanId).toBe(execution.spanId);
      expect(step.attributes['observatory.execution.id']).toBe(traceId);
    }
    expect(call.attributes['gen_ai.provider.name']).toBe('openai');
    const types = ['execution_start', 'llm_call', 'tool_call', 'execution_end'];
    for (const type of types) {
      expect(only(await events(type)).attributes['observatory.execution.id']).toBe(traceId);
    }
    // Content was not asked for.
    expect(JSON.stringify([receiver().spans, receiver().logs])).not.toMatch(/where is my order|SELECT 1/);
  });
});

describe('what is known of a call', () => {
  it('is on its span: tokens, duration, failure', async () => {
    const observer = new UniversalAgentObserver('details');
    const id = observer.startTrace('run');
    observer.observeLlmCall('openai', 'm1', messages, {
      usage: { input: 10, output: 5 },
      responseModel: 'm1-2026',
      finishReasons: ['stop'],
      durationMs: 1500,
    });
    observer.observeToolUse('sql', params, {
      error: new TypeError('bad'),
      durationMs: 20,
      type: 'datastore',
    });
    observer.finishTrace(id, 'failed', { error: new RangeError('over') });
    const call = only(await spansOf('chat m1'));
    expect(call.endUs - call.startUs).toBe(1_500_000);
    expect(call.attributes).toMatchObject({
      'gen_ai.usage.input_tokens': 10,
      'gen_ai.usage.output_tokens': 5,
      'gen_ai.response.model': 'm1-2026',
      'gen_ai.response.finish_reasons': ['stop'],
      'observatory.step.duration_ms': 1500,
    });
    const tool = only(await spansOf('execute_tool sql'));
    expect([tool.statusCode, tool.attributes['error.type']]).toEqual([2, 'TypeError']);
    const execution = only(await spansOf('invoke_agent details'));
    expect(execution.attributes).toMatchObject({
      'observatory.execution.status': 'failed',
      'error.type': 'RangeError',
      'gen_ai.usage.input_tokens': 10,
    });
  });

  it('gives no duration to the metrics where none is known', async () => {
    const observer = new UniversalAgentObserver('untimed');
    const id = observer.startTrace('run');
    observer.observeLlmCall('openai', 'untimed-model', messages, { usage: { input: 3 } });
    observer.observeToolUse('untimed-tool');
    observer.finishTrace(id);
    await flush();
    const points = JSON.stringify(receiver().points.filter(({ name }) => name.endsWith('.duration')));
    expect(points).not.toMatch(/untimed-model|untimed-tool/);
    expect(JSON.stringify(receiver().points)).toContain('untimed-model');
  });
});

describe('the trace that a call joins', () => {
  /** The operation of the execution to which each call of this model belongs. */
  async function operationsOf(model: string): Promise<unknown[]> {
    const executions = new Map(
      (await spansOf('invoke_agent')).map(({ traceId, spanId, attributes }) => [
        traceId + spanId,
        attributes['observatory.execution.operation'],
      ]),
    );
    return (await spansOf(`chat ${model}`)).map(({ attributes }) =>
      executions.get(String(attributes['observatory.execution.id'])),
    );
  }

  it('is the one of its own flow, where many run at once and start without a pause', async () => {
    const observer = new UniversalAgentObserver('many');
    const run = async (i: number) => {
      const id = observer.startTrace(`run ${i}`);
      observer.observeLlmCall('p', `m${i}-a`);
      await pause(i % 5);
      observer.observeLlmCall('p', `m${i}-b`);
      await Promise.all([pause(i % 3).then(() => observer.observeLlmCall('p', `m${i}-c`))]);
      setImmediate(() => observer.observeToolUse('t'));
      await pause();
      observer.finishTrace(id);
    };
    await Promise.all(Array.from({ length: 50 }, (_, i) => run(i)));
    for (const i of [0, 7, 23, 49]) {
      expect(await operationsOf(`m${i}-`)).toEqual([`run ${i}`, `run ${i}`, `run ${i}`]);
    }
    for (const { parentSpanId } of await spansOf('invoke_agent many')) expect(parentSpanId).toBe('');
  });

  it('is the one of its own flow where a loop starts runs and does not wait for them', async () => {
    const observer = new UniversalAgentObserver('loop');
    const runs: Promise<void>[] = [];
    const handle = async (i: number) => {
      const id = observer.startTrace(`message ${i}`);
      await pause(5);
      observer.observeLlmCall('p', `loop${i}-x`);
      observer.finishTrace(id);
    };
    for (let i = 0; i < 5; i++) {
      runs.push(handle(i));
      await pause();
    }
    await Promise.all(runs);
    for (let i = 0; i < 5; i++) expect(await operationsOf(`loop${i}-x`)).toEqual([`message ${i}`]);
    for (const { parentSpanId } of await spansOf('invoke_agent loop')) expect(parentSpanId).toBe('');
  });

  it('is the innermost that is open, and the one around it once that is finished', async () => {
    const observer = new UniversalAgentObserver('nested');
    const outer = observer.startTrace('outer');
    const inner = observer.startTrace('inner');
    observer.observeLlmCall('p', 'nested-1');
    observer.finishTrace(inner);
    observer.observeLlmCall('p', 'nested-2');
    await pause();
    observer.observeLlmCall('p', 'nested-3');
    observer.finishTrace(outer);
    expect(await operationsOf('nested-')).toEqual(['inner', 'outer', 'outer']);
  });

  it("is the observer's own where observers are mixed", async () => {
    const [a, b] = [new UniversalAgentObserver('a'), new UniversalAgentObserver('b')];
    const ids = [a.startTrace('of a'), b.startTrace('of b')];
    a.observeLlmCall('p', 'mixed-1');
    b.observeLlmCall('p', 'mixed-2');
    new UniversalAgentObserver('c').observeLlmCall('p', 'mixed-3');
    for (const id of ids) a.finishTrace(id);
    expect(await operationsOf('mixed-')).toEqual(['of a', 'of b', 'of b']);
  });

  it('is the running execution where no trace was started in it', async () => {
    const observer = new UniversalAgentObserver('inside');
    const id = observer.startTrace('trace');
    await agentTracking.trackExecution('native', 'native run', async () => {
      await pause();
      observer.observeLlmCall('p', 'inside-1');
      const own = observer.startTrace('within');
      observer.observeLlmCall('p', 'inside-2');
      observer.finishTrace(own);
    });
    observer.observeLlmCall('p', 'inside-3');
    observer.finishTrace(id);
    expect(await operationsOf('inside-')).toEqual(['native run', 'within', 'trace']);
    const [native, within] = [
      only(await spansOf('invoke_agent native')),
      (await spansOf('invoke_agent inside')).find(
        ({ attributes }) => attributes['observatory.execution.operation'] === 'within',
      ),
    ];
    expect(within?.attributes['observatory.execution.parent_id']).toBe(native.traceId + native.spanId);
  });

  it('is the one that is named, from wherever', async () => {
    const observer = new UniversalAgentObserver('named');
    let id = '';
    await (async () => {
      await pause();
      id = observer.startTrace('elsewhere');
    })();
    observer.observeLlmCall('p', 'named-1', undefined, { traceId: id });
    observer.observeLlmCall('p', 'named-2');
    observer.finishTrace(id);
    expect(await operationsOf('named-')).toEqual(['elsewhere']);
  });
});

describe('finishTrace', () => {
  it('ignores and counts a second end, and an id that nobody started', async () => {
    const observer = new UniversalAgentObserver('twice');
    const id = observer.startTrace('run');
    observer.finishTrace(id, 'cancelled', { reason: 'the user left' });
    observer.finishTrace(id, 'failed');
    observer.finishTrace('nobody');
    observer.observeLlmCall('p', 'too late', undefined, { traceId: id });
    const span = only(await spansOf('invoke_agent twice'));
    expect(span.attributes).toMatchObject({
      'observatory.execution.status': 'cancelled',
      'observatory.execution.cancel_reason': 'the user left',
    });
    expect(await spansOf('chat too late')).toEqual([]);
    const counted = receiver().points.filter(({ name }) => name === 'observatory_shim_ignored_calls_total');
    expect(counted.map(({ attributes }) => attributes.reason).sort()).toEqual(['ended', 'unknown']);
  });

  it('finishes a trace of whose end nothing can be read', async () => {
    const observer = new UniversalAgentObserver('unreadable');
    observer.finishTrace(observer.startTrace('run'), 'completed', {
      get output() {
        throw new Error('hands off');
      },
    });
    expect(only(await spansOf('invoke_agent unreadable')).attributes).toMatchObject({
      'observatory.execution.status': 'completed',
    });
  });

  it('takes a status that is none for a failure', async () => {
    const observer = new UniversalAgentObserver('odd');
    observer.finishTrace(observer.startTrace('run'), 'exploded' as never);
    expect(only(await spansOf('invoke_agent odd')).attributes).toMatchObject({
      'observatory.execution.status': 'failed',
      'exception.message': 'the trace ended as exploded',
    });
  });
});

it('goes on in a flow that starts the next trace before it ends the last, for ever', async () => {
  const observer = new UniversalAgentObserver('endless');
  let last = observer.startTrace('first');
  for (let i = 0; i < 2000; i++) {
    const next = observer.startTrace('next');
    observer.finishTrace(last);
    last = next;
  }
  observer.finishTrace(last);
  const spans = await spansOf('invoke_agent endless');
  expect(spans).toHaveLength(2001);
  expect(spans.every(({ parentSpanId }) => parentSpanId === '')).toBe(true);
});

it('never throws, whatever is given', () => {
  const junk = fc.anything({ withBigInt: true, withDate: true, withMap: true, withNullPrototype: true });
  fc.assert(
    fc.property(junk, junk, junk, (a, b, c) => {
      const observer = new UniversalAgentObserver(a as never);
      const id = observer.startTrace(b as never, c as never);
      expect(id).toMatch(/^[0-9a-f]{48}$/);
      observer.observeLlmCall(a as never, b as never, c, a as never);
      observer.observeLlmCall('p', 'm', a, { usage: b, output: c, durationMs: a, finishReasons: b } as never);
      observer.observeToolUse(a as never, b, c as never);
      observer.finishTrace(a as never, b as never, c as never);
      observer.finishTrace(id, a as never, b as never);
    }),
  );
});
