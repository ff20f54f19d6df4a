import { inspect } from 'node:util';
import { OpenAIInstrumentation as OpenInference } from '@arizeai/openinference-instrumentation-openai';
import { OpenAIInstrumentation as OpenLLMetry } from '@traceloop/instrumentation-openai';
import * as newest from 'openai';
import * as previous from 'openai-previous';
import { afterAll, beforeAll, describe, expect, expectTypeOf } from 'vitest';
import { observeOpenAI } from '../../shim/src/integrations/openai/index.ts';
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

const chat = recording('openai/chat');
const chatStream = recording('openai/chat-stream');
const toolCall = recording('openai/chat-tool-call');
const response = recording('openai/response');
const responseStream = recording('openai/response-stream');
const done = { ...chatStream, chunks: [...(chatStream.chunks ?? []), 'data: [DONE]\n\n'] };
const messages = [{ role: 'user' as const, content: 'How is the weather in Bern?' }];
const asked = { model: 'gpt-5-mini', messages };
const streamed = { ...asked, stream: true as const, stream_options: { include_usage: true } };

/** As instrumentations that patch the client leave it. */
function givingPlainPromises(client: newest.OpenAI): newest.OpenAI {
  const { completions } = client.chat;
  const create = completions.create.bind(completions) as (...args: unknown[]) => PromiseLike<unknown>;
  Object.assign(completions, { create: async (...args: unknown[]) => await create(...args) });
  return client;
}

let ids = 0;
/** The next answers, each under an id of its own. */
const replies = (...list: readonly Reply[]) =>
  server.reply(...list.map((each) => withId(each, `id${ids++}`)));

integration({ group: 'wrapper', name: 'openai' }, (sees) => tests(sees, newest));
integration({ group: 'wrapper', name: 'openai', alias: 'openai-previous' }, (sees) =>
  // The calls of the tests are the same in both; their types are not.
  tests(sees, previous as unknown as typeof newest),
);

function tests(sees: Sees, sdk: typeof newest): void {
  const { OpenAI, AzureOpenAI } = sdk;
  const bare = (options: object = {}) =>
    new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0, ...options });
  const client = (options: object = {}) => observeOpenAI(bare(options));

  describe('with what is set by itself', () => {
    const receiver = useRecording();
    const spans = () => spansOf(receiver());
    const span = async () => only(await spans());
    const sum = (name: string) => sumOf(receiver(), name);
    /** What both give for the same answer; the answers are the same where these are. */
    const both = async (work: (client: newest.OpenAI) => unknown, reply: Reply, options?: object) => {
      server.reply(withId(reply, `both${ids}`));
      const expected = await outcome(() => work(bare(options)));
      server.reply(withId(reply, `both${ids++}`));
      return { expected, seen: await outcome(() => work(client(options))) };
    };
    const expectSame = async (work: (client: newest.OpenAI) => unknown, reply: Reply, options?: object) => {
      const { expected, seen } = await both(work, reply, options);
      expect(seen).toEqual(expected);
    };

    sees('requests: of chat completions', async () => {
      server.reply(withId(chat, 'r1'));
      await client().chat.completions.create({
        ...asked,
        max_completion_tokens: 500,
        temperature: 0.2,
        top_p: 0.9,
        frequency_penalty: 0.5,
        presence_penalty: 0.25,
        stop: 'END',
        seed: 7,
        n: 2,
        reasoning_effort: 'low',
        response_format: { type: 'json_object' },
      });
      const { name, kind, attributes } = await span();
      expect([name, kind]).toEqual(['chat gpt-5-mini', 3]);
      expect(attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'gpt-5-mini',
        'gen_ai.request.max_tokens': 500,
        'gen_ai.request.temperature': 0.2,
        'gen_ai.request.top_p': 0.9,
        'gen_ai.request.frequency_penalty': 0.5,
        'gen_ai.request.presence_penalty': 0.25,
        'gen_ai.request.stop_sequences': ['END'],
        'gen_ai.request.seed': 7,
        'gen_ai.request.choice.count': 2,
        'gen_ai.request.reasoning.level': 'low',
        'gen_ai.output.type': 'json',
        'server.address': '127.0.0.1',
        'server.port': Number(new URL(server.url).port),
        'gen_ai.response.model': 'gpt-5-mini-2025-08-07',
        'gen_ai.response.id': 'chatcmpl-r1',
        'gen_ai.response.finish_reasons': ['stop'],
        'observatory.step.status': 'completed',
      });
    });

    sees('requests: of responses', async () => {
      replies(response);
      await client().responses.create({
        model: 'gpt-5-mini',
        input: 'How is the weather in Bern?',
        max_output_tokens: 500,
        reasoning: { effort: 'low' },
        previous_response_id: 'resp_before',
        text: { format: { type: 'json_object' } },
      });
      expect((await span()).attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.request.max_tokens': 500,
        'gen_ai.request.reasoning.level': 'low',
        'gen_ai.request.previous_response.id': 'resp_before',
        'gen_ai.output.type': 'json',
        'gen_ai.response.model': 'gpt-5-mini-2025-08-07',
        'gen_ai.response.finish_reasons': ['stop'],
      });
    });

    sees('requests: of completions before chat', async () => {
      const body = {
        id: 'cmpl-1',
        object: 'text_completion',
        created: 1,
        model: 'gpt-3.5-turbo-instruct',
        choices: [{ text: ' sunny', index: 0, logprobs: null, finish_reason: 'length' }],
        usage: { prompt_tokens: 5, completion_tokens: 2, total_tokens: 7 },
      };
      await expectSame((of) => of.completions.create({ model: 'gpt-3.5-turbo-instruct', prompt: 'It is' }), {
        body,
      });
      const { name, attributes } = await span();
      expect(name).toBe('text_completion gpt-3.5-turbo-instruct');
      expect(attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 5,
        'gen_ai.usage.output_tokens': 2,
        'gen_ai.response.finish_reasons': ['length'],
      });
    });

    sees('requests: of an agent', async () => {
      replies(chat);
      await agentTracking.trackExecution('helper', 'answer', () => client().chat.completions.create(asked));
      const all = await spans();
      const agent = agentOf(all);
      expect(only(all.filter((each) => each !== agent)).parentSpanId).toBe(agent.spanId);
      expect(agent.attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 1200,
        'gen_ai.usage.output_tokens': 320,
      });
    });

    sees('requests: of others who speak the protocol, each by its name', async () => {
      const hosts = {
        'https://api.groq.com/openai/v1': 'groq',
        'https://api.deepseek.com': 'deepseek',
        'https://api.mistral.ai/v1': 'mistral_ai',
        'https://api.x.ai/v1': 'x_ai',
        'https://api.perplexity.ai': 'perplexity',
        'https://team.openai.azure.com/openai/v1/': 'azure.ai.openai',
        'https://notgroq.com/v1': 'openai',
        'http://localhost:11434/v1': 'openai',
      };
      const toServer = (url: string | URL | Request, init?: RequestInit) =>
        fetch(new URL('/v1/chat/completions', server.url), url instanceof Request ? url : init);
      for (const baseURL of Object.keys(hosts)) {
        replies(chat);
        await client({ baseURL, fetch: toServer }).chat.completions.create(asked);
      }
      const seen = await spans();
      expect(seen.map(({ attributes }) => attributes['gen_ai.provider.name'])).toEqual(Object.values(hosts));
      expect(seen[0]?.attributes).toMatchObject({ 'server.address': 'api.groq.com', 'server.port': 443 });
    });

    sees('requests: of AzureOpenAI', async () => {
      replies(chat);
      const azure = observeOpenAI(
        new AzureOpenAI({
          baseURL: `${server.url}/openai/deployments/mini`,
          apiKey: 'none',
          apiVersion: '2024-10-21',
          maxRetries: 0,
        }),
      );
      expect(azure).toBeInstanceOf(AzureOpenAI);
      await azure.chat.completions.create(asked);
      expect((await span()).attributes).toMatchObject({
        'gen_ai.provider.name': 'azure.ai.openai',
        'gen_ai.request.model': 'gpt-5-mini',
      });
    });

    sees('streaming: of chat completions', async () => {
      replies(done);
      const chunks = await collect(await client().chat.completions.create(streamed));
      expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? '').join('')).toBe(
        'It is sunny in Bern.',
      );
      const { attributes } = await span();
      expect(attributes).toMatchObject({
        'gen_ai.request.stream': true,
        'gen_ai.response.model': 'gpt-5-mini-2025-08-07',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 1200,
        'gen_ai.usage.output_tokens': 320,
        'gen_ai.usage.cache_read.input_tokens': 1024,
        'gen_ai.usage.reasoning.output_tokens': 256,
      });
      expect(attributes['gen_ai.response.time_to_first_chunk']).toBeGreaterThan(0);
    });

    sees('streaming: of responses', async () => {
      server.reply(withId(responseStream, 'rs1'));
      const request = { model: 'gpt-5-mini', input: 'How is the weather?', stream: true as const };
      await collect(await client().responses.create(request));
      expect((await span()).attributes).toMatchObject({
        'gen_ai.response.id': 'resp-rs1',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.usage.input_tokens': 1200,
        'gen_ai.usage.output_tokens': 320,
        'gen_ai.usage.cache_read.input_tokens': 1024,
        'gen_ai.usage.cache_write.input_tokens': 64,
        'gen_ai.usage.reasoning.output_tokens': 256,
      });
    });

    sees('streaming: by the helper of chat completions', async () => {
      await expectSame((of) => of.chat.completions.stream(streamed).finalChatCompletion(), done);
      expect((await span()).attributes).toMatchObject({ 'gen_ai.usage.input_tokens': 1200 });
    });

    sees('streaming: by the helper of responses', async () => {
      const request = { model: 'gpt-5-mini', input: 'How is the weather?' };
      await expectSame((of) => of.responses.stream(request).finalResponse(), responseStream);
      expect((await span()).attributes).toMatchObject({ 'gen_ai.usage.output_tokens': 320 });
    });

    sees('streaming: with the tokens that Moonshot tells in a choice', async () => {
      const usage = { prompt_tokens: 19, completion_tokens: 13, total_tokens: 32, cached_tokens: 12 };
      const last = { index: 0, delta: {}, finish_reason: 'stop', usage };
      const chunk = { object: 'chat.completion.chunk', created: 1, model: 'kimi-k2' };
      replies({ chunks: [{ ...chunk, id: `cmpl-${ids++}`, choices: [last] }, 'data: [DONE]\n\n'] });
      await collect(await client().chat.completions.create({ ...asked, stream: true }));
      expect((await span()).attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 19,
        'gen_ai.usage.output_tokens': 13,
        'gen_ai.usage.cache_read.input_tokens': 12,
      });
    });

    sees('streaming: without tokens where the caller asks for none', async () => {
      replies({ chunks: [...(chatStream.chunks ?? []).slice(0, -1), 'data: [DONE]\n\n'] });
      await collect(await client().chat.completions.create({ ...asked, stream: true }));
      expect(
        Object.keys((await span()).attributes).filter((name) => name.startsWith('gen_ai.usage')),
      ).toEqual([]);
      expect(server.asked.at(-1)?.body).toEqual({ ...asked, stream: true });
    });

    sees('streaming: that is left early', async () => {
      replies({ ...done, delayMs: 5 });
      const stream = await client().chat.completions.create(streamed);
      for await (const _chunk of stream) break;
      expect(stream.controller.signal.aborted).toBe(true);
      expect((await span()).attributes).toMatchObject({
        'observatory.step.status': 'completed',
        'gen_ai.response.model': 'gpt-5-mini-2025-08-07',
      });
    });

    sees('streaming: that is aborted', async () => {
      const read = async (of: newest.OpenAI) => {
        const stream = await of.chat.completions.create(streamed);
        let chunks = 0;
        for await (const _chunk of stream) {
          chunks += 1;
          stream.controller.abort();
        }
        return chunks;
      };
      await expectSame(read, { ...done, delayMs: 5 });
      expect(await spans()).toHaveLength(1);
    });

    sees('tools: that a model asks for', async () => {
      replies(toolCall);
      await client().chat.completions.create(asked);
      expect((await span()).attributes['gen_ai.response.finish_reasons']).toEqual(['tool_calls']);
    });

    sees('tools: that are run by a helper, each inference of them', async () => {
      const run = (of: newest.OpenAI) => {
        server.reply(withId(toolCall, `run${ids++}`), withId(chat, `run${ids++}`));
        const weather = {
          name: 'weather',
          parameters: {},
          function: () => 'sunny',
          description: 'the weather',
        };
        const runner = of.chat.completions.runTools({
          ...asked,
          tools: [{ type: 'function', function: weather }],
        });
        return runner.finalContent();
      };
      expect(await outcome(() => run(client()))).toEqual(await outcome(() => run(bare())));
      const reasons = (await spans()).map(({ attributes }) => attributes['gen_ai.response.finish_reasons']);
      expect(reasons).toEqual([['tool_calls'], ['stop']]);
    });

    sees('tokens: exact, in spans and metrics', async () => {
      const names = ['input_tokens', 'output_tokens', 'cache_read.input_tokens', 'reasoning.output_tokens'];
      const metrics = names.map((name) => `gen_ai.client.inference.usage.${name}`);
      const before = await Promise.all(metrics.map(sum));
      replies(chat);
      await client().chat.completions.create(asked);
      const after = await Promise.all(metrics.map(sum));
      expect(after.map((value, at) => value - (before[at] ?? 0))).toEqual([1200, 320, 1024, 256]);
      const { attributes } = await span();
      expect(names.map((name) => attributes[`gen_ai.usage.${name}`])).toEqual([1200, 320, 1024, 256]);
    });

    sees('tokens: of a response that is fetched are none', async () => {
      server.reply(withId(response, 'fetched'));
      await client().responses.retrieve('resp_whole');
      expect(await spans()).toEqual([]);
    });

    sees('cached tokens', async () => {
      replies(response);
      await client().responses.create({ model: 'gpt-5-mini', input: 'Hello' });
      expect((await span()).attributes).toMatchObject({
        'gen_ai.usage.cache_read.input_tokens': 1024,
        'gen_ai.usage.cache_write.input_tokens': 64,
      });
    });

    sees('reasoning tokens: that a provider tells beside the output', async () => {
      const usage = {
        prompt_tokens: 10,
        completion_tokens: 5,
        total_tokens: 115,
        completion_tokens_details: { reasoning_tokens: 100 },
      };
      replies({ body: { ...(chat.body as object), usage } });
      await client().chat.completions.create(asked);
      expect((await span()).attributes).toMatchObject({
        'gen_ai.usage.output_tokens': 105,
        'gen_ai.usage.reasoning.output_tokens': 100,
      });
    });

    sees('embeddings', async () => {
      const request = {
        model: 'text-embedding-3-small',
        input: 'sun',
        dimensions: 3,
        encoding_format: 'float' as const,
      };
      await expectSame((of) => of.embeddings.create(request), recording('openai/embeddings'));
      const { name, attributes } = await span();
      expect(name).toBe('embeddings text-embedding-3-small');
      expect(attributes).toMatchObject({
        'gen_ai.request.encoding_formats': ['float'],
        'gen_ai.embeddings.dimension.count': 3,
        'gen_ai.usage.input_tokens': 8,
        'observatory.step.kind': 'embedding',
      });
    });

    const refusals: readonly [status: number, name: string][] = [
      [429, 'RateLimitError'],
      [500, 'InternalServerError'],
      [401, 'AuthenticationError'],
    ];
    for (const [status, name] of refusals) {
      sees(`errors: ${status}`, async () => {
        const reply = { status, body: { error: { message: 'no', type: 'a', code: 'b', param: null } } };
        const { expected, seen } = await both((of) => of.chat.completions.create(asked), reply);
        expect(seen).toEqual(expected);
        expect(seen).toMatchObject({ error: name, status });
        const { statusCode, attributes } = await span();
        expect([statusCode, attributes['error.type']]).toEqual([2, String(status)]);
      });
    }

    sees('errors: timeouts', async () => {
      await expectSame((of) => of.chat.completions.create(asked), { hangs: true }, { timeout: 50 });
      expect((await span()).attributes['error.type']).toBe('timeout');
    });

    sees('errors: a call that is aborted', async () => {
      const abort = (of: newest.OpenAI) => of.chat.completions.create(asked, { signal: AbortSignal.abort() });
      await expectSame(abort, chat);
      expect((await span()).attributes['error.type']).toBe('APIUserAbortError');
    });

    sees('errors: no server', async () => {
      await expectSame((of) => of.chat.completions.create(asked), chat, { baseURL: 'http://127.0.0.1:9/v1' });
      expect((await span()).attributes['error.type']).toBe('APIConnectionError');
    });

    sees('errors: malformed chunks', async () => {
      const reply = { chunks: [...(chatStream.chunks ?? []).slice(0, 2), 'data: {"id": \n\n'] };
      await expectSame(async (of) => collect(await of.chat.completions.create(streamed)), reply, {
        logLevel: 'off',
      });
      expect((await span()).attributes['error.type']).toBe('SyntaxError');
    });

    sees('errors: streams that break', async () => {
      const reply = { chunks: (chatStream.chunks ?? []).slice(0, 3), breaks: true };
      await expectSame(async (of) => collect(await of.chat.completions.create(streamed)), reply);
      const { statusCode, attributes } = await span();
      expect(statusCode).toBe(2);
      expect(attributes['gen_ai.response.model']).toBe('gpt-5-mini-2025-08-07');
    });

    sees('errors: told in a stream', async () => {
      const error = { message: 'too much', type: 'rate_limit', code: 'rate_limit_exceeded' };
      const reply = { chunks: [...(chatStream.chunks ?? []).slice(0, 2), { error }] };
      await expectSame(async (of) => collect(await of.chat.completions.create(streamed)), reply);
      expect((await span()).statusCode).toBe(2);
    });

    sees('errors: of a model, in an answer that came', async () => {
      const error = { code: 'server_error', message: 'the model failed' };
      replies({ body: { ...(response.body as object), status: 'failed', error, output: [], usage: null } });
      await client().responses.create({ model: 'gpt-5-mini', input: 'Hello' });
      expect((await span()).attributes['error.type']).toBe('server_error');
    });

    sees('retries: as one inference', async () => {
      const busy = { status: 500, headers: { 'retry-after-ms': '1' }, body: { error: { message: 'busy' } } };
      replies(busy, busy, chat);
      server.clear();
      await client({ maxRetries: 2 }).chat.completions.create(asked);
      expect(server.asked).toHaveLength(3);
      expect((await span()).attributes['observatory.step.status']).toBe('completed');
    });

    sees('same answers: whole', async () => {
      await expectSame((of) => of.chat.completions.create(asked), chat);
      await expectSame((of) => of.responses.create({ model: 'gpt-5-mini', input: 'Hello' }), response);
      await expectSame((of) => of.chat.completions.parse(asked), chat);
      await expectSame((of) => of.responses.parse({ model: 'gpt-5-mini', input: 'Hello' }), response);
    });

    sees('same answers: bytes of streams, too', async () => {
      const bytes = async (of: newest.OpenAI) =>
        new Response((await of.chat.completions.create(streamed)).toReadableStream()).text();
      await expectSame(bytes, done);
      const halves = async (of: newest.OpenAI) => {
        const [left, right] = (await of.chat.completions.create(streamed)).tee();
        return [await collect(left), await collect(right)];
      };
      await expectSame(halves, done);
      const twice = async (of: newest.OpenAI) => {
        const stream = await of.chat.completions.create(streamed);
        await collect(stream);
        return collect(stream);
      };
      await expectSame(twice, done);
    });

    sees('same answers: with their response', async () => {
      const both = async (of: newest.OpenAI) => {
        const { data, response, request_id: id } = await of.chat.completions.create(asked).withResponse();
        return [data, response.status, id];
      };
      await expectSame(both, { ...chat, headers: { 'x-request-id': 'req-1' } });
      expect((await span()).attributes['gen_ai.usage.input_tokens']).toBe(1200);
    });

    sees('same answers: raw ones', async () => {
      const raw = async (of: newest.OpenAI) => (await of.chat.completions.create(asked).asResponse()).text();
      await expectSame(raw, chat);
      expect((await span()).attributes['observatory.step.status']).toBe('completed');
    });

    sees('same answers: odd ones', async () => {
      for (const body of [
        'null',
        '[]',
        '"text"',
        '{"usage":"much","choices":7,"id":{}}',
        '<html>',
        '{"choices":[null]}',
      ]) {
        await expectSame((of) => of.chat.completions.create(asked), { body });
      }
      await expectSame((of) => of.chat.completions.create(asked), { status: 204, body: '' });
      const chunks = [
        null,
        7,
        { choices: {} },
        { choices: [{ index: -1 }, { index: 1e9 }], usage: [] },
        ...(done.chunks ?? []),
      ];
      await expectSame(
        async (of) => collect(await of.chat.completions.create(streamed)),
        { chunks },
        { logLevel: 'off' },
      );
    });

    sees('same answers: to odd requests', async () => {
      const throwing = Object.defineProperty({ ...asked }, 'model', {
        enumerable: true,
        get: () => {
          throw new RangeError('no model');
        },
      });
      await expectSame((of) => of.chat.completions.create(throwing), chat);
      await expectSame((of) => of.chat.completions.create(undefined as never), chat);
    });

    const failures: readonly [what: string, make: () => newest.OpenAI][] = [
      ['', () => client()],
      [', of a client that gives plain promises', () => observeOpenAI(givingPlainPromises(bare()))],
    ];
    for (const [what, make] of failures)
      sees(`same answers: a failure that nobody waits for is no other${what}`, async () => {
        const unhandled: unknown[] = [];
        const heard = (error: unknown) => unhandled.push(error);
        const listeners = process.listeners('unhandledRejection');
        process.removeAllListeners('unhandledRejection');
        process.on('unhandledRejection', heard);
        server.reply({ status: 400, body: { error: { message: 'no' } } });
        void make().chat.completions.create(asked);
        while (unhandled.length === 0) await new Promise(setImmediate);
        process.off('unhandledRejection', heard);
        for (const listener of listeners) process.on('unhandledRejection', listener);
        expect(unhandled).toHaveLength(1);
      });

    sees('same answers: from a client of the same class', () => {
      const inner = bare();
      const outer = observeOpenAI(inner);
      expect(outer).toBeInstanceOf(OpenAI);
      expect(outer.constructor).toBe(OpenAI);
      expect(outer.chat.completions).toBeInstanceOf(OpenAI.Chat.Completions);
      expect(outer.chat.completions.create).toBe(outer.chat.completions.create);
      expect(outer.chat.completions.create.length).toBe(inner.chat.completions.create.length);
      expect(inspect(outer)).toBe(inspect(inner));
      expect(Object.keys(outer)).toEqual(Object.keys(inner));
      expect(inner.chat.completions.create).not.toBe(outer.chat.completions.create);
      expect(observeOpenAI(outer)).toBe(outer);
      outer.apiKey = 'other';
      expect(inner.apiKey).toBe('other');
      expectTypeOf(observeOpenAI(new newest.OpenAI({ apiKey: 'none' }))).toEqualTypeOf<newest.OpenAI>();
      expectTypeOf(observeOpenAI(new previous.OpenAI({ apiKey: 'none' }))).toEqualTypeOf<previous.OpenAI>();
    });

    sees('same answers: from what withOptions gives', async () => {
      replies(chat);
      const other = client().withOptions({ timeout: 1000 });
      expect(other).toBeInstanceOf(OpenAI);
      await other.chat.completions.create(asked);
      expect(await spans()).toHaveLength(1);
    });

    sees('same answers: from what is none of it', () => {
      expect(observeOpenAI(null as never)).toBeNull();
      const frozen = Object.freeze({
        baseURL: 'x',
        chat: Object.freeze({ completions: { create: () => 7 } }),
      });
      expect(observeOpenAI(frozen).chat.completions.create()).toBe(7);
    });

    sees('counted once: within the inference of a framework', async () => {
      const before = await Promise.all(
        ['gen_ai.client.operation.duration', 'gen_ai.client.inference.usage.input_tokens'].map(sum),
      );
      replies(chat);
      await agentTracking.trackExecution('helper', 'answer', () =>
        agentTracking.trackInference({ provider: 'openai', model: 'gpt-5-mini' }, () =>
          client().chat.completions.create(asked),
        ),
      );
      const after = await Promise.all(
        ['gen_ai.client.operation.duration', 'gen_ai.client.inference.usage.input_tokens'].map(sum),
      );
      expect(after.map((value, at) => value - (before[at] ?? 0))).toEqual([1, 1200]);
      expect(agentOf(await spans()).attributes['gen_ai.usage.input_tokens']).toBe(1200);
    });

    const others = [
      { name: 'OpenLLMetry', make: () => new OpenLLMetry({ traceContent: false }) },
      { name: 'OpenInference', make: () => new OpenInference() },
    ];
    for (const { name, make } of others) {
      sees(`counted once: beside ${name}`, async () => {
        const instrumentation = make();
        // They do not undo what they did by hand.
        const { create } = OpenAI.Chat.Completions.prototype;
        instrumentation.manuallyInstrument(OpenAI as never);
        instrumentation.enable();
        try {
          const before = await sum('gen_ai.client.inference.usage.input_tokens');
          replies(chat, done);
          const seen = await agentTracking.trackExecution('helper', 'answer', async () => {
            await client().chat.completions.create(asked);
            return collect(await client().chat.completions.create(streamed));
          });
          expect(seen).toHaveLength(6);
          expect((await sum('gen_ai.client.inference.usage.input_tokens')) - before).toBe(2400);
          const all = await spans();
          expect(all.filter(({ scope }) => scope.includes('instrumentation-openai'))).toHaveLength(2);
          expect(agentOf(all).attributes['gen_ai.usage.input_tokens']).toBe(2400);
        } finally {
          instrumentation.disable();
          OpenAI.Chat.Completions.prototype.create = create;
        }
      });
    }
  });

  describe('with content', () => {
    const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });
    const attributes = async () => only(await spansOf(receiver())).attributes;
    const parsed = async (name: string) => JSON.parse(String((await attributes())[name])) as unknown;
    const tools = [
      { type: 'function' as const, function: { name: 'weather', parameters: { type: 'object' } } },
    ];

    sees('content only when asked: of chat completions', async () => {
      replies(toolCall);
      await client().chat.completions.create({
        ...asked,
        messages: [{ role: 'system', content: 'Be brief.' }, ...messages],
        tools,
      });
      expect(await parsed('gen_ai.input.messages')).toEqual([
        { role: 'user', parts: [{ type: 'text', content: 'How is the weather in Bern?' }] },
      ]);
      expect(await parsed('gen_ai.system_instructions')).toEqual([{ type: 'text', content: 'Be brief.' }]);
      expect(await parsed('gen_ai.tool.definitions')).toEqual(tools);
      const call = { type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Bern' } };
      expect(await parsed('gen_ai.output.messages')).toEqual([
        { role: 'assistant', parts: [call], finish_reason: 'tool_calls' },
      ]);
    });

    sees('content only when asked: of streams', async () => {
      replies(done);
      await collect(await client().chat.completions.create(streamed));
      expect(await parsed('gen_ai.output.messages')).toEqual([
        {
          role: 'assistant',
          parts: [{ type: 'text', content: 'It is sunny in Bern.' }],
          finish_reason: 'stop',
        },
      ]);
    });

    sees('content only when asked: of responses', async () => {
      replies(response);
      await client().responses.create({
        model: 'gpt-5-mini',
        instructions: 'Be brief.',
        input: [
          { role: 'user', content: 'How is the weather?' },
          { type: 'function_call', call_id: 'c1', name: 'weather', arguments: '{"city":"Bern"}' },
          { type: 'function_call_output', call_id: 'c1', output: 'sunny' },
        ],
      });
      expect(await parsed('gen_ai.input.messages')).toEqual([
        { role: 'user', parts: [{ type: 'text', content: 'How is the weather?' }] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'c1', name: 'weather', arguments: { city: 'Bern' } }],
        },
        { role: 'tool', parts: [{ type: 'tool_call_response', id: 'c1', response: 'sunny' }] },
      ]);
      expect(await parsed('gen_ai.output.messages')).toEqual([
        {
          role: 'assistant',
          parts: [{ type: 'text', content: 'It is sunny in Bern.' }],
          finish_reason: 'stop',
        },
      ]);
    });
  });

  describe('with tracking switched off', () => {
    const receiver = useRecording({ OTEL_AGENT_TRACKING_ENABLED: 'false' });

    sees('content only when asked: nothing with tracking off', async () => {
      replies(chat);
      expect((await client().chat.completions.create(asked)).usage?.prompt_tokens).toBe(1200);
      expect(await spansOf(receiver())).toEqual([]);
    });
  });
}
