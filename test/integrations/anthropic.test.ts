import { inspect } from 'node:util';
import * as newest from '@anthropic-ai/sdk';
import { betaTool } from '@anthropic-ai/sdk/helpers/beta/json-schema';
import * as previous from '@anthropic-ai/sdk-previous';
import { afterAll, beforeAll, describe, expect, expectTypeOf } from 'vitest';
import { observeAnthropic } from '../../shim/src/integrations/anthropic/index.ts';
import { only, useRecording } from '../../shim/src/testing/recording.ts';
import { agentTracking } from '../../shim/src/tracking/agent-tracking.ts';
import { integration, type Sees } from './support/matrix.ts';
import { agentOf, collect, outcome, recording, spansOf, sumOf, withId } from './support/model-client.ts';
import { type ReplayServer, type Reply, startReplayServer } from './support/replay-server.ts';

let server: ReplayServer;
beforeAll(async () => {
  server = await startReplayServer();
});
afterAll(() => server.close());

const message = recording('anthropic/message');
const toolUse = recording('anthropic/message-tool-use');
/** Each event of a stream is named, too. */
const stream: Reply = {
  chunks: (recording('anthropic/message-stream').chunks ?? []).map(
    (event) => `event: ${(event as { type: string }).type}\ndata: ${JSON.stringify(event)}\n\n`,
  ),
};
const messages = [{ role: 'user' as const, content: 'How is the weather in Bern?' }];
const asked = { model: 'claude-sonnet-5', max_tokens: 500, messages };
const streamed = { ...asked, stream: true as const };

let ids = 0;
/** The next answers, each under an id of its own. */
const replies = (...list: readonly Reply[]) =>
  server.reply(...list.map((each) => withId(each, `id${ids++}`)));

integration({ group: 'wrapper', name: '@anthropic-ai/sdk' }, (sees) => tests(sees, newest));
integration({ group: 'wrapper', name: '@anthropic-ai/sdk', alias: '@anthropic-ai/sdk-previous' }, (sees) =>
  // The calls of the tests are the same in both; their types are not.
  tests(sees, previous as unknown as typeof newest),
);

function tests(sees: Sees, sdk: typeof newest): void {
  const { Anthropic } = sdk;
  const bare = (options: object = {}) =>
    new Anthropic({ baseURL: server.url, apiKey: 'none', maxRetries: 0, ...options });
  const client = (options: object = {}) => observeAnthropic(bare(options));

  describe('with what is set by itself', () => {
    const receiver = useRecording();
    const all = () => spansOf(receiver());
    /** Without the spans that the client makes by itself. */
    const spans = async () => (await all()).filter(({ scope }) => !scope.startsWith('com.anthropic'));
    const span = async () => only(await spans());
    const sum = (name: string) => sumOf(receiver(), name);
    /** What both give for the same answer; the answers are the same where these are. */
    const both = async (work: (client: newest.Anthropic) => unknown, reply: Reply, options?: object) => {
      server.reply(withId(reply, `both${ids}`));
      const expected = await outcome(() => work(bare(options)));
      server.reply(withId(reply, `both${ids++}`));
      return { expected, seen: await outcome(() => work(client(options))) };
    };
    const expectSame = async (
      work: (client: newest.Anthropic) => unknown,
      reply: Reply,
      options?: object,
    ) => {
      const { expected, seen } = await both(work, reply, options);
      expect(seen).toEqual(expected);
    };

    sees('requests: of messages', async () => {
      server.reply(withId(message, 'a1'));
      // The newest models take no temperature any more, nor do the types.
      const settings: object = { temperature: 0.2, top_p: 0.9, top_k: 5, stop_sequences: ['END'] };
      await client().messages.create({ ...asked, ...settings });
      const { name, kind, attributes } = await span();
      expect([name, kind]).toEqual(['chat claude-sonnet-5', 3]);
      expect(attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.request.model': 'claude-sonnet-5',
        'gen_ai.request.max_tokens': 500,
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.top_p': 0.9,
        'gen_ai.request.top_k': 5,
        'gen_ai.request.stop_sequences': ['END'],
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(server.url).port),
        'gen_ai.response.model': 'claude-sonnet-5',
        'gen_ai.response.id': 'msg-a1',
        'gen_ai.response.finish_reasons': ['end_turn'],
        'observatory.step.status': 'completed',
      });
    });

    sees('requests: of beta messages', async () => {
      replies(message);
      await client().beta.messages.create(asked);
      expect((await span()).attributes).toMatchObject({ 'gen_ai.usage.output_tokens': 40 });
    });

    sees('requests: of an agent', async () => {
      replies(message);
      await agentTracking.trackExecution('helper', 'answer', () => client().messages.create(asked));
      const seen = await spans();
      const agent = agentOf(seen);
      expect(only(seen.filter((each) => each !== agent)).parentSpanId).toBe(agent.spanId);
      expect(agent.attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 1150,
        'gen_ai.usage.output_tokens': 40,
      });
    });

    sees('requests: of batches and counts are no inferences', async () => {
      server.reply({ body: { input_tokens: 7 } });
      await expectSame((of) => of.messages.countTokens({ model: asked.model, messages }), {
        body: { input_tokens: 7 },
      });
      await expectSame((of) => of.messages.batches.retrieve('b1'), { body: { id: 'b1' } });
      expect(await spans()).toEqual([]);
    });

    sees('streaming: of messages', async () => {
      replies(stream);
      const events = await collect(await client().messages.create(streamed));
      expect(events.map(({ type }) => type)).toContain('content_block_delta');
      const { attributes } = await span();
      expect(attributes).toMatchObject({
        'gen_ai.request.stream': true,
        'gen_ai.response.id': `msg-id${ids - 1}`,
        'gen_ai.response.model': 'claude-sonnet-5',
        'gen_ai.response.finish_reasons': ['tool_use'],
        'gen_ai.usage.input_tokens': 1150,
        'gen_ai.usage.output_tokens': 40,
        'gen_ai.usage.cache_read.input_tokens': 1000,
        'gen_ai.usage.cache_write.input_tokens': 50,
      });
      expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
    });

    sees('streaming: by the helper', async () => {
      await expectSame((of) => of.messages.stream(asked).finalMessage(), stream);
      await expectSame((of) => of.beta.messages.stream(asked).finalMessage(), stream);
      const seen = await spans();
      expect(seen.map(({ attributes }) => attributes['gen_ai.usage.input_tokens'])).toEqual([1150, 1150]);
    });

    sees('streaming: that is left early', async () => {
      replies({ ...stream, delayMs: 5 });
      const reading = await client().messages.create(streamed);
      for await (const _event of reading) break;
      expect(reading.controller.signal.aborted).toBe(true);
      expect((await span()).attributes).toMatchObject({
        'observatory.step.status': 'completed',
        'gen_ai.usage.input_tokens': 1150,
      });
    });

    sees('streaming: that is aborted', async () => {
      const read = async (of: newest.Anthropic) => {
        const reading = await of.messages.create(streamed);
        let events = 0;
        for await (const _event of reading) {
          events += 1;
          reading.controller.abort();
        }
        return events;
      };
      await expectSame(read, { ...stream, delayMs: 5 });
      expect(await spans()).toHaveLength(1);
    });

    sees('tools: that a model asks for', async () => {
      replies(toolUse);
      await client().messages.create(asked);
      expect((await span()).attributes['gen_ai.response.finish_reasons']).toEqual(['tool_use']);
    });

    sees('tools: that are run by a helper, each inference of them', async () => {
      const run = async (of: newest.Anthropic) => {
        server.reply(withId(toolUse, `run${ids++}`), withId(message, `run${ids++}`));
        const weather = betaTool({
          name: 'weather',
          description: 'the weather',
          inputSchema: { type: 'object', properties: { city: { type: 'string' } } },
          run: () => 'sunny',
        });
        const { content, stop_reason: reason } = await of.beta.messages.toolRunner({
          ...asked,
          tools: [weather],
        });
        return [content, reason];
      };
      expect(await outcome(() => run(client()))).toEqual(await outcome(() => run(bare())));
      const reasons = (await spans()).map(({ attributes }) => attributes['gen_ai.response.finish_reasons']);
      expect(reasons).toEqual([['tool_use'], ['end_turn']]);
    });

    sees('tokens: exact, in spans and metrics', async () => {
      const names = ['input_tokens', 'output_tokens', 'cache_read.input_tokens', 'cache_write.input_tokens'];
      const metrics = names.map((name) => `gen_ai.client.inference.usage.${name}`);
      const before = await Promise.all(metrics.map(sum));
      replies(message);
      await client().messages.create(asked);
      const after = await Promise.all(metrics.map(sum));
      expect(after.map((value, at) => value - (before[at] ?? 0))).toEqual([1150, 40, 1000, 50]);
      const { attributes } = await span();
      expect(names.map((name) => attributes[`gen_ai.usage.${name}`])).toEqual([1150, 40, 1000, 50]);
    });

    sees('tokens: of compactions, which the usage leaves out', async () => {
      const { usage, ...rest } = message.body as { usage: object };
      const iterations = [
        { type: 'compaction', input_tokens: 5000, output_tokens: 200, cache_read_input_tokens: 500 },
        { type: 'message', input_tokens: 100, output_tokens: 40 },
      ];
      replies({ body: { ...rest, usage: { ...usage, iterations } } });
      await client().messages.create(asked);
      expect((await span()).attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 6650,
        'gen_ai.usage.output_tokens': 240,
        'gen_ai.usage.cache_read.input_tokens': 1500,
        'gen_ai.usage.cache_write.input_tokens': 50,
      });
    });

    sees('cached tokens: read and written, as parts of the input', async () => {
      replies(message);
      await client().messages.create(asked);
      expect((await span()).attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 1150,
        'gen_ai.usage.cache_read.input_tokens': 1000,
        'gen_ai.usage.cache_write.input_tokens': 50,
      });
    });

    sees('reasoning tokens', async () => {
      replies(message, stream);
      await client().messages.create(asked);
      await collect(await client().messages.create(streamed));
      const seen = await spans();
      expect(seen.map(({ attributes }) => attributes['gen_ai.usage.reasoning.output_tokens'])).toEqual([
        16, 16,
      ]);
    });

    const refusals: readonly [status: number, name: string][] = [
      [429, 'RateLimitError'],
      [500, 'InternalServerError'],
      [401, 'AuthenticationError'],
    ];
    for (const [status, name] of refusals) {
      sees(`errors: ${status}`, async () => {
        const reply = { status, body: { type: 'error', error: { type: 'a', message: 'no' } } };
        const { expected, seen } = await both((of) => of.messages.create(asked), reply);
        expect(seen).toEqual(expected);
        expect(seen).toMatchObject({ error: name, status });
        const { statusCode, attributes } = await span();
        expect([statusCode, attributes['error.type']]).toEqual([2, String(status)]);
      });
    }

    sees('errors: timeouts', async () => {
      await expectSame((of) => of.messages.create(asked), { hangs: true }, { timeout: 50 });
      expect((await span()).attributes['error.type']).toBe('timeout');
    });

    sees('errors: a call that is aborted', async () => {
      await expectSame((of) => of.messages.create(asked, { signal: AbortSignal.abort() }), message);
      expect((await span()).attributes['error.type']).toBe('APIUserAbortError');
    });

    sees('errors: malformed chunks', async () => {
      const chunks = [
        ...(stream.chunks ?? []).slice(0, 2),
        'event: content_block_delta\ndata: {"type": \n\n',
      ];
      await expectSame(
        async (of) => collect(await of.messages.create(streamed)),
        { chunks },
        { logLevel: 'off' },
      );
      const { statusCode, attributes } = await span();
      expect([statusCode, attributes['gen_ai.usage.input_tokens']]).toEqual([2, 1150]);
    });

    sees('errors: streams that break', async () => {
      const reply = { chunks: (stream.chunks ?? []).slice(0, 4), breaks: true };
      await expectSame(async (of) => collect(await of.messages.create(streamed)), reply);
      expect((await span()).statusCode).toBe(2);
    });

    sees('errors: told in a stream', async () => {
      const error = { type: 'error', error: { type: 'overloaded_error', message: 'Overloaded' } };
      const chunks = [
        ...(stream.chunks ?? []).slice(0, 3),
        `event: error\ndata: ${JSON.stringify(error)}\n\n`,
      ];
      await expectSame(async (of) => collect(await of.messages.create(streamed)), { chunks });
      expect((await span()).statusCode).toBe(2);
    });

    sees('retries: as one inference', async () => {
      const busy = { status: 529, headers: { 'retry-after-ms': '1' }, body: { error: { message: 'busy' } } };
      replies(busy, busy, message);
      server.clear();
      await client({ maxRetries: 2 }).messages.create(asked);
      expect(server.asked).toHaveLength(3);
      expect((await span()).attributes['observatory.step.status']).toBe('completed');
    });

    sees('same answers: whole', async () => {
      await expectSame((of) => of.messages.create(asked), message);
      await expectSame((of) => of.messages.parse(asked), message);
      await expectSame((of) => of.beta.messages.parse(asked), message);
    });

    sees('same answers: bytes of streams, too', async () => {
      const bytes = async (of: newest.Anthropic) =>
        new Response((await of.messages.create(streamed)).toReadableStream()).text();
      await expectSame(bytes, stream);
      const halves = async (of: newest.Anthropic) => {
        const [left, right] = (await of.messages.create(streamed)).tee();
        return [await collect(left), await collect(right)];
      };
      await expectSame(halves, stream);
      const twice = async (of: newest.Anthropic) => {
        const reading = await of.messages.create(streamed);
        await collect(reading);
        return collect(reading);
      };
      await expectSame(twice, stream);
    });

    sees('same answers: with their response, and raw ones', async () => {
      const withResponse = async (of: newest.Anthropic) => {
        const { data, response, request_id: id } = await of.messages.create(asked).withResponse();
        return [data, response.status, id];
      };
      await expectSame(withResponse, { ...message, headers: { 'request-id': 'req-1' } });
      const raw = async (of: newest.Anthropic) => (await of.messages.create(asked).asResponse()).text();
      await expectSame(raw, message);
      expect(await spans()).toHaveLength(2);
    });

    sees('same answers: odd ones', async () => {
      for (const body of ['null', '[]', '"text"', '{"usage":"much","content":7,"id":{}}', '<html>']) {
        await expectSame((of) => of.messages.create(asked), { body });
      }
      const odd = [
        '{"type":"message_delta"}',
        '{"type":"content_block_delta","index":-1}',
        '{"type":"message_start"}',
      ];
      const chunks = [
        ...odd.map((data) => `event: message_delta\ndata: ${data}\n\n`),
        ...(stream.chunks ?? []),
      ];
      await expectSame(
        async (of) => collect(await of.messages.create(streamed)),
        { chunks },
        { logLevel: 'off' },
      );
    });

    sees('same answers: from a client of the same class', () => {
      const inner = bare();
      const outer = observeAnthropic(inner);
      expect(outer).toBeInstanceOf(Anthropic);
      expect(outer.messages).toBeInstanceOf(Anthropic.Messages);
      expect(inspect(outer)).toBe(inspect(inner));
      expect(observeAnthropic(outer)).toBe(outer);
      expectTypeOf(observeAnthropic(new newest.Anthropic())).toEqualTypeOf<newest.Anthropic>();
      expectTypeOf(observeAnthropic(new previous.Anthropic())).toEqualTypeOf<previous.Anthropic>();
    });

    sees('same answers: from what withOptions gives', async () => {
      replies(message);
      await client().withOptions({ timeout: 1000 }).messages.create(asked);
      expect(await spans()).toHaveLength(1);
    });

    sees('counted once: within the inference of a framework', async () => {
      const names = ['gen_ai.client.operation.duration', 'gen_ai.client.inference.usage.input_tokens'];
      const before = await Promise.all(names.map(sum));
      replies(message);
      await agentTracking.trackExecution('helper', 'answer', () =>
        agentTracking.trackInference({ provider: 'anthropic', model: 'claude-sonnet-5' }, () =>
          client().messages.create(asked),
        ),
      );
      const after = await Promise.all(names.map(sum));
      expect(after.map((value, at) => value - (before[at] ?? 0))).toEqual([1, 1150]);
      expect(agentOf(await spans()).attributes['gen_ai.usage.input_tokens']).toBe(1150);
    });

    sees('counted once: beside the spans that the client makes by itself', async () => {
      const before = await sum('gen_ai.client.inference.usage.input_tokens');
      replies(message);
      await agentTracking.trackExecution('helper', 'answer', () => client().messages.create(asked));
      expect((await sum('gen_ai.client.inference.usage.input_tokens')) - before).toBe(1150);
      const seen = await all();
      const own = only(seen.filter(({ scope }) => scope.startsWith('com.anthropic')));
      const inference = only(seen.filter(({ name }) => name === 'chat claude-sonnet-5'));
      expect(own.parentSpanId).toBe(inference.spanId);
    });
  });

  describe('with content', () => {
    const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });
    const parsed = async (name: string) => {
      const spans = (await spansOf(receiver())).filter(({ scope }) => !scope.startsWith('com.anthropic'));
      return JSON.parse(String(only(spans).attributes[name])) as unknown;
    };

    sees('content only when asked: of messages', async () => {
      replies(toolUse);
      const tools = [{ name: 'weather', input_schema: { type: 'object' as const } }];
      await client().messages.create({ ...asked, system: 'Be brief.', tools });
      expect(await parsed('gen_ai.input.messages')).toEqual([
        { role: 'user', parts: [{ type: 'text', content: 'How is the weather in Bern?' }] },
      ]);
      expect(await parsed('gen_ai.system_instructions')).toEqual([{ type: 'text', content: 'Be brief.' }]);
      expect(await parsed('gen_ai.tool.definitions')).toEqual(tools);
      expect(await parsed('gen_ai.output.messages')).toEqual([
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'I look.' },
            { type: 'tool_call', id: 'toolu_1', name: 'weather', arguments: { city: 'Bern' } },
          ],
          finish_reason: 'tool_use',
        },
      ]);
    });

    sees('content only when asked: of streams', async () => {
      replies(stream);
      await collect(await client().messages.create(streamed));
      expect(await parsed('gen_ai.output.messages')).toEqual([
        {
          role: 'assistant',
          parts: [
            { type: 'text', content: 'It is sunny in Bern.' },
            { type: 'tool_call', id: 'toolu_2', name: 'weather', arguments: { city: 'Bern' } },
          ],
          finish_reason: 'tool_use',
        },
      ]);
    });
  });

  describe('with tracking switched off', () => {
    const receiver = useRecording({ OTEL_AGENT_TRACKING_ENABLED: 'false' });

    sees('content only when asked: nothing with tracking off', async () => {
      replies(message);
      expect((await client().messages.create(asked)).usage.output_tokens).toBe(40);
      const spans = await spansOf(receiver());
      expect(spans.filter(({ scope }) => !scope.startsWith('com.anthropic'))).toEqual([]);
    });
  });
}
