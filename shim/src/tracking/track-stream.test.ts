import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { trace } from '@opentelemetry/api';
import { describe, expect, it } from 'vitest';
import { flush } from '../setup/init.ts';
import { only, useRecording } from '../testing/recording.ts';
import { agentTracking } from './agent-tracking.ts';
import type { InferenceOptions } from './types.ts';

const receiver = useRecording();
const options: InferenceOptions = { provider: 'openai', model: 'gpt-4.1' };

async function inference() {
  await flush();
  return only(receiver().spans.filter(({ name }) => name === 'chat gpt-4.1'));
}

const chunks = [{ text: 'a' }, { text: 'b' }, { text: 'c' }];
async function* streamed() {
  yield* chunks;
}

async function readAll<T>(stream: AsyncIterable<T>): Promise<T[]> {
  const read: T[] = [];
  for await (const chunk of stream) read.push(chunk);
  return read;
}

describe('trackStream', () => {
  it('gives the same chunks, and ends when they do', async () => {
    const stream = await agentTracking.trackStream(options, async (call) => {
      call.setUsage({ input: 5, output: 3 });
      return streamed();
    });
    const read = await readAll(stream);
    expect(read).toHaveLength(3);
    for (const [index, chunk] of read.entries()) expect(chunk).toBe(chunks[index]);
    const { attributes } = await inference();
    expect(attributes).toMatchObject({
      'observatory.step.status': 'completed',
      'gen_ai.request.stream': true,
      'gen_ai.usage.output_tokens': 3,
    });
    expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
  });

  it('records the time to the first chunk and between the others, with the model that answered', async () => {
    await agentTracking
      .trackStream({ ...options, model: 'gpt-metrics' }, async function* (call) {
        yield* chunks;
        call.setResponse({ model: 'gpt-metrics-2026' });
      })
      .then(readAll);
    await flush();
    const point = (name: string) =>
      only(
        receiver().points.filter(
          (candidate) =>
            candidate.name === name && candidate.attributes['gen_ai.response.model'] === 'gpt-metrics-2026',
        ),
      );
    expect(point('gen_ai.client.operation.time_to_first_chunk').count).toBe(1);
    expect(point('gen_ai.client.operation.time_per_output_chunk').count).toBe(2);
  });

  it('records evenly picked times of an answer of many chunks', async () => {
    await agentTracking
      .trackStream({ ...options, model: 'gpt-many' }, async function* () {
        yield* Array.from({ length: 200 }, (_, at) => at);
      })
      .then(readAll);
    await flush();
    const point = receiver().points.find(
      ({ name, attributes }) =>
        name === 'gen_ai.client.operation.time_per_output_chunk' &&
        attributes['gen_ai.request.model'] === 'gpt-many',
    );
    // Of 199, each eighth from the eighth on.
    expect(point?.count).toBe(24);
  });

  it('shows each chunk to whom it takes the usage from, who cannot disturb', async () => {
    const stream = await agentTracking.trackStream(
      options,
      async function* () {
        yield* [{ text: 'a' }, { text: '', usage: { out: 7 } }];
      },
      (chunk, call) => {
        if (!('usage' in chunk)) throw new Error('in onChunk');
        call.setUsage({ output: chunk.usage.out });
      },
    );
    expect(await readAll(stream)).toHaveLength(2);
    expect((await inference()).attributes).toMatchObject({
      'observatory.step.status': 'completed',
      'gen_ai.usage.output_tokens': 7,
    });
  });

  it('goes on where to whom it shows the chunks is an async function that fails', async () => {
    const unhandled: unknown[] = [];
    const keep = (reason: unknown) => void unhandled.push(reason);
    process.on('unhandledRejection', keep);
    try {
      const stream = await agentTracking.trackStream(options, streamed, async () => {
        throw new Error('my own fault');
      });
      expect(await readAll(stream)).toEqual(chunks);
      await new Promise(setImmediate);
      expect(unhandled).toEqual([]);
    } finally {
      process.off('unhandledRejection', keep);
    }
    expect((await inference()).attributes['observatory.step.status']).toBe('completed');
  });

  it('takes a web stream', async () => {
    const read = await readAll(await agentTracking.trackStream(options, () => ReadableStream.from(chunks)));
    expect(read).toEqual(chunks);
    expect((await inference()).attributes['observatory.step.status']).toBe('completed');
  });

  it('has what the source does below its span', async () => {
    const stream = await agentTracking.trackStream(options, async function* () {
      trace.getTracer('http').startSpan('GET /').end();
      yield 1;
    });
    await readAll(stream);
    const { spanId } = await inference();
    const request = only(receiver().spans.filter(({ name }) => name === 'GET /'));
    expect(request.parentSpanId).toBe(spanId);
  });

  it('lets the reader go on in its own context', async () => {
    await agentTracking.trackExecution('coder', 'work', async () => {
      for await (const _ of await agentTracking.trackStream(options, streamed)) {
        await agentTracking.trackStep('show', () => 1);
      }
    });
    await flush();
    const execution = only(receiver().spans.filter(({ name }) => name === 'invoke_agent coder'));
    const shown = receiver().spans.filter(({ name }) => name === 'show');
    expect(shown.map(({ parentSpanId }) => parentSpanId)).toEqual(Array(3).fill(execution.spanId));
  });

  it('throws an error of the stream on, unchanged, after the chunks before it', async () => {
    const error = new RangeError('cut off');
    const stream = await agentTracking.trackStream(options, async function* () {
      yield 1;
      throw error;
    });
    const read: number[] = [];
    const reading = (async () => {
      for await (const chunk of stream) read.push(chunk);
    })();
    await expect(reading).rejects.toBe(error);
    expect(read).toEqual([1]);
    expect((await inference()).attributes).toMatchObject({
      'observatory.step.status': 'failed',
      'error.type': 'RangeError',
    });
  });

  it('throws an error of the request on, unchanged', async () => {
    const error = new Error('401');
    const tracked = agentTracking.trackStream(options, () => Promise.reject(error));
    await expect(tracked).rejects.toBe(error);
    expect((await inference()).attributes['exception.message']).toBe('401');
  });

  it('ends well, and ends the source, where its reader stops early', async () => {
    let closed = false;
    const stream = await agentTracking.trackStream(options, async function* () {
      try {
        yield* chunks;
      } finally {
        closed = true;
      }
    });
    for await (const chunk of stream) if (chunk.text === 'a') break;
    expect(closed).toBe(true);
    expect((await inference()).attributes['observatory.step.status']).toBe('completed');
  });

  it('ends well where its reader stops early and the source has no end of its own', async () => {
    const source: AsyncIterable<number> = {
      [Symbol.asyncIterator]: () => ({ next: async () => ({ done: false, value: 1 }) }),
    };
    for await (const _ of await agentTracking.trackStream(options, () => source)) break;
    expect((await inference()).attributes['observatory.step.status']).toBe('completed');
  });

  it('ends once, though it is read further', async () => {
    await agentTracking.trackExecution('coder', 'work', async () => {
      const stream = await agentTracking.trackStream(options, streamed);
      const iterator = stream[Symbol.asyncIterator]();
      for (let each = 0; each < 6; each++) await iterator.next();
      await iterator.return?.();
    });
    await inference();
    only(
      receiver()
        .events()
        .filter(({ eventName }) => eventName === 'observatory.llm_call'),
    );
  });

  it('leaves a second reading to the source', async () => {
    const source = { [Symbol.asyncIterator]: () => streamed() };
    const stream = await agentTracking.trackStream(options, () => source);
    expect(await readAll(stream)).toEqual(chunks);
    expect(await readAll(stream)).toEqual(chunks);
    await inference();
  });

  it.each([[undefined], [null], ['text'], [[1, 2]], [7]])(
    'gives %j back, which is no stream',
    async (odd) => {
      const given = await agentTracking.trackStream(options, () => odd as unknown as AsyncIterable<string>);
      expect(given).toBe(odd);
      expect((await inference()).attributes['observatory.step.status']).toBe('completed');
    },
  );

  it('ends as abandoned where nobody reads it and it is collected', async () => {
    setFlagsFromString('--expose-gc');
    const collectGarbage = runInNewContext('gc') as () => void;
    await (async () => {
      await agentTracking.trackStream(options, streamed);
    })();
    await expect
      .poll(
        async () => {
          collectGarbage();
          await flush();
          return receiver().spans.length;
        },
        { timeout: 15_000 },
      )
      .toBe(1);
    expect((await inference()).attributes).toMatchObject({
      'observatory.step.status': 'failed',
      'error.type': 'abandoned',
    });
  });
});
