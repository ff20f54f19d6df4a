import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import type { TokenUsage } from './types.ts';

const receiver = useRecording();

const ask = (usage: TokenUsage, id?: string, inner?: () => Promise<unknown>) =>
  agentTracking.trackInference({ provider: 'openai', model: 'o3' }, async (call) => {
    await inner?.();
    call.setUsage(usage);
    call.setResponse({ id });
  });
const counted = async (metric: string) => {
  await flush();
  return receiver()
    .points.filter(({ name }) => name === metric)
    .reduce((sum, { value, count, kind }) => sum + (kind === 'counter' ? value : count), 0);
};
const tokensOf = async (work: () => Promise<unknown>) => {
  const before = {
    input: await counted('gen_ai.client.inference.usage.input_tokens'),
    calls: await counted('gen_ai.client.operation.duration'),
  };
  await agentTracking.trackExecution('counter', 'count', work);
  return {
    input: (await counted('gen_ai.client.inference.usage.input_tokens')) - before.input,
    calls: (await counted('gen_ai.client.operation.duration')) - before.calls,
    agent: only(receiver().spans.filter(({ name }) => name === 'invoke_agent counter')).attributes[
      'gen_ai.usage.input_tokens'
    ],
  };
};

describe('an inference within another one, as a framework and the client below it report it', () => {
  it('counts once', async () => {
    const seen = await tokensOf(() => ask({ input: 10 }, 'r-1', () => ask({ input: 10 }, 'r-1')));
    expect(seen).toEqual({ input: 10, calls: 1, agent: 10 });
  });

  it('tells its tokens where the outer one has none', async () => {
    const seen = await tokensOf(() =>
      ask({}, undefined, async () => {
        await ask({ input: 10 }, 'r-2');
        await ask({ input: 7 }, 'r-3');
      }),
    );
    expect(seen).toEqual({ input: 17, calls: 1, agent: 17 });
  });

  it('tells its tokens though the outer one has ended, as of a stream that is read after it', async () => {
    const seen = await tokensOf(async () => {
      let inner: Promise<unknown> | undefined;
      let read = () => {};
      const reading = new Promise<void>((resolve) => {
        read = resolve;
      });
      await ask({}, undefined, async () => {
        inner = ask({ input: 10 }, 'r-9', () => reading);
      });
      read();
      await inner;
    });
    expect(seen).toEqual({ input: 10, calls: 1, agent: 10 });
  });

  it('counts beside it where a tool of it asks a model', async () => {
    const tool = () => agentTracking.trackTool({ name: 'look-up' }, () => ask({ input: 4 }, 'r-4'));
    expect(await tokensOf(() => ask({ input: 10 }, 'r-5', tool))).toEqual({ input: 14, calls: 2, agent: 14 });
  });
});

it('an answer that is reported twice counts once, wherever the reports stand', async () => {
  const seen = await tokensOf(() => Promise.all([ask({ input: 10 }, 'r-6'), ask({ input: 10 }, 'r-6')]));
  expect(seen).toEqual({ input: 10, calls: 1, agent: 10 });
});

it('an answer that is reported twice is one inference of its agent', async () => {
  await agentTracking.trackExecution('twice', 'count', async () => {
    await Promise.all([ask({ input: 10 }, 'r-7'), ask({ input: 10 }, 'r-7')]);
    await ask({ input: 10 }, 'r-8');
  });
  await flush();
  const calls = receiver().points.filter(({ name }) => name === 'gen_ai.invoke_agent.inference_calls');
  expect(only(calls.filter(({ attributes }) => attributes['gen_ai.agent.name'] === 'twice')).value).toBe(2);
});

it('an inference whose model only its answer tells is named after that one', async () => {
  await agentTracking.trackInference({ provider: 'openai', model: '' }, (call) =>
    call.setResponse({ model: 'o3-2025-04-16' }),
  );
  await flush();
  const { name, attributes } = only(receiver().spans);
  expect(name).toBe('chat o3-2025-04-16');
  expect(attributes).toMatchObject({ 'gen_ai.request.model': 'o3-2025-04-16', step: 'o3-2025-04-16' });
});

it('answers of one id that come one after the other are others, as a server with few ids gives them', async () => {
  const seen = await tokensOf(async () => {
    await ask({ input: 10 }, 'chatcmpl-7');
    await ask({ input: 10 }, 'chatcmpl-7');
  });
  expect(seen).toEqual({ input: 20, calls: 2, agent: 20 });
});
