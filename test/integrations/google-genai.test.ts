import * as newest from '@google/genai';
import * as previous from '@google/genai-previous';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { observeGoogleGenAI } from '../../shim/src/integrations/google-genai/index.ts';
import { flush } from '../../shim/src/setup/init.ts';
import { only, useRecording } from '../../shim/src/testing/recording.ts';
import { agentTracking } from '../../shim/src/tracking/agent-tracking.ts';
import { integration, type Sees } from './support/matrix.ts';
import { type ReplayServer, type Reply, startReplayServer } from './support/replay-server.ts';

let server: ReplayServer;
beforeAll(async () => {
  server = await startReplayServer();
});
afterAll(() => server.close());

/** The part that the tests use, alike in both versions. */
type Sdk = Pick<typeof newest, 'GoogleGenAI' | 'Type'>;

integration({ group: 'wrapper', name: '@google/genai' }, (sees) => tests(sees, newest, 'newest'));
integration({ group: 'wrapper', name: '@google/genai', alias: '@google/genai-previous' }, (sees) =>
  tests(sees, previous as unknown as Sdk, 'previous'),
);

/** Answers as ai.google.dev/api/generate-content documents them. */
const usageMetadata = {
  promptTokenCount: 120,
  cachedContentTokenCount: 100,
  toolUsePromptTokenCount: 5,
  candidatesTokenCount: 16,
  thoughtsTokenCount: 24,
  totalTokenCount: 165,
};
const answer = (id: string, parts: readonly object[], more: object = {}) => ({
  responseId: id,
  modelVersion: 'gemini-3-flash-001',
  candidates: [{ index: 0, content: { role: 'model', parts }, finishReason: 'STOP' }],
  usageMetadata,
  ...more,
});
const text = (id: string, words: string): Reply => ({ body: answer(id, [{ text: words }]) });
const stream = (id: string, words: readonly string[]): Reply => ({
  delayMs: 2,
  chunks: words.map((word, index) =>
    answer(id, [{ text: word }], {
      ...(index < words.length - 1 && {
        candidates: [{ index: 0, content: { role: 'model', parts: [{ text: word }] } }],
        usageMetadata: { promptTokenCount: 120, totalTokenCount: 120 },
      }),
    }),
  ),
});
const call = (id: string, name: string, args: object) =>
  answer(id, [{ functionCall: { id: 'f-1', name, args } }]);
const failure = (status: number, words: string): Reply => ({
  status,
  body: { error: { code: status, message: words, status: 'FAILED' } },
});

function tests(sees: Sees, sdk: Sdk, version: string): void {
  const plain = (options: object = {}) =>
    new sdk.GoogleGenAI({ apiKey: 'none', httpOptions: { baseUrl: server.url, ...options } });
  const client = (options: object = {}) => observeGoogleGenAI(plain(options));
  const id = (name: string) => `${name}-${version}`;
  const weather = (work: (args: unknown) => Promise<object>) => ({
    tool: async () => ({
      functionDeclarations: [
        {
          name: 'weather',
          parameters: { type: sdk.Type.OBJECT, properties: { city: { type: sdk.Type.STRING } } },
        },
      ],
    }),
    callTool: async (calls: newest.FunctionCall[]) =>
      await Promise.all(
        calls.map(async ({ id: callId, name, args }) => ({
          functionResponse: {
            ...(callId && { id: callId }),
            name: name ?? '',
            response: (await work(args)) as Record<string, unknown>,
          },
        })),
      ),
  });

  describe('as it is', () => {
    const receiver = useRecording();
    const spans = async () => {
      await flush();
      return receiver().spans;
    };
    const named = async (name: string) => only((await spans()).filter((span) => span.name === name));

    sees('spans', async () => {
      server.reply(text(id('s'), 'rain'));
      const ai = client();
      const response = await agentTracking.trackExecution('forecaster', 'run', () =>
        ai.models.generateContent({
          model: 'models/g-spans',
          contents: 'Oslo?',
          config: { temperature: 0.5 },
        }),
      );
      expect(response.text).toBe('rain');
      expect(response.constructor.name).toBe('GenerateContentResponse');
      const agent = await named('invoke_agent forecaster');
      const span = await named('generate_content g-spans');
      expect(span.parentSpanId).toBe(agent.spanId);
      expect(span.attributes).toMatchObject({
        'gen_ai.operation.name': 'generate_content',
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.request.model': 'g-spans',
        'gen_ai.request.temperature': 0.5,
        'gen_ai.response.model': 'gemini-3-flash-001',
        'gen_ai.response.id': id('s'),
        'gen_ai.response.finish_reasons': ['stop'],
        'server.address': '127.0.0.1',
      });
    });

    sees('spans: of Vertex AI', async () => {
      server.reply(text(id('v'), 'x'));
      const ai = observeGoogleGenAI(
        new sdk.GoogleGenAI({ vertexai: true, apiKey: 'none', httpOptions: { baseUrl: server.url } }),
      );
      await ai.models.generateContent({ model: 'publishers/google/models/g-vertex', contents: 'x' });
      expect((await named('generate_content g-vertex')).attributes['gen_ai.provider.name']).toBe(
        'gcp.vertex_ai',
      );
    });

    sees('tokens', async () => {
      server.reply(text(id('t'), 'x'));
      await client().models.generateContent({ model: 'g-tokens', contents: 'x' });
      expect((await named('generate_content g-tokens')).attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 125,
        'gen_ai.usage.output_tokens': 40,
      });
      const counted = receiver().points.filter(
        ({ name, attributes }) =>
          name === 'gen_ai.client.inference.usage.output_tokens' &&
          attributes['gen_ai.request.model'] === 'g-tokens',
      );
      expect(counted.at(-1)?.value).toBe(40);
    });

    sees('cached tokens', async () => {
      server.reply(text(id('c'), 'x'));
      await client().models.generateContent({ model: 'g-cached', contents: 'x' });
      const span = await named('generate_content g-cached');
      expect(span.attributes['gen_ai.usage.cache_read.input_tokens']).toBe(100);
    });

    sees('reasoning tokens', async () => {
      server.reply(text(id('r'), 'x'));
      await client().models.generateContent({ model: 'g-reasoning', contents: 'x' });
      const span = await named('generate_content g-reasoning');
      expect(span.attributes['gen_ai.usage.reasoning.output_tokens']).toBe(24);
    });

    sees('streaming', async () => {
      const read = async (ai: newest.GoogleGenAI) => {
        server.reply(stream(id('st'), ['ra', 'in', '!']));
        const chunks: string[] = [];
        for await (const chunk of await ai.models.generateContentStream({
          model: 'g-stream',
          contents: 'x',
        })) {
          chunks.push(JSON.stringify(chunk.candidates));
        }
        return chunks;
      };
      const seen = await read(client());
      expect(seen).toEqual(await read(plain()));
      expect(seen).toHaveLength(3);
      expect((await named('generate_content g-stream')).attributes).toMatchObject({
        'gen_ai.request.stream': true,
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
        'gen_ai.usage.input_tokens': 125,
        'gen_ai.usage.output_tokens': 40,
        'gen_ai.response.finish_reasons': ['stop'],
      });
    });

    sees('streaming: read by hand, without continuing by itself', async () => {
      server.reply(stream(id('hand'), ['ra', 'in', '!']));
      const config = { automaticContinuation: false } as object;
      const request = { model: 'g-by-hand', contents: 'x', config };
      const chunks = await client().models.generateContentStream(request);
      let words = '';
      for (let next = await chunks.next(); !next.done; next = await chunks.next()) words += next.value.text;
      expect(words).toBe('rain!');
      expect((await named('generate_content g-by-hand')).attributes).toMatchObject({
        'observatory.step.status': 'completed',
        'gen_ai.usage.output_tokens': 40,
      });
    });

    sees('streaming: a reader that stops early', async () => {
      server.reply(stream(id('se'), Array(50).fill('word')));
      for await (const _ of await client().models.generateContentStream({
        model: 'g-stopped',
        contents: 'x',
      }))
        break;
      const span = await named('generate_content g-stopped');
      expect(span.attributes['observatory.step.status']).toBe('completed');
    });

    sees('chats', async () => {
      server.reply(text(id('ch-1'), 'one'), stream(id('ch-2'), ['t', 'wo']));
      const chat = client().chats.create({ model: 'g-chat' });
      expect((await chat.sendMessage({ message: 'first' })).text).toBe('one');
      let words = '';
      for await (const { text: word } of await chat.sendMessageStream({ message: 'second' })) words += word;
      expect(words).toBe('two');
      expect(chat.getHistory()).toHaveLength(5);
      const all = (await spans()).filter(({ name }) => name === 'generate_content g-chat');
      expect(all.map(({ attributes }) => attributes['gen_ai.response.id'])).toEqual([id('ch-1'), id('ch-2')]);
    });

    sees('tools', async () => {
      server.reply({ body: call(id('to-1'), 'weather', { city: 'Oslo' }) }, text(id('to-2'), 'rain'));
      const tool = weather(() => agentTracking.trackStep('look up', async () => ({ output: 'rain' })));
      const ai = client();
      const response = await agentTracking.trackExecution('tool user', 'run', () =>
        ai.models.generateContent({ model: 'g-tools', contents: 'Oslo?', config: { tools: [tool] } }),
      );
      expect(response.text).toBe('rain');
      const agent = await named('invoke_agent tool user');
      const below = (await spans()).filter(({ parentSpanId }) => parentSpanId === agent.spanId);
      expect(below.map(({ name }) => name)).toEqual([
        'generate_content g-tools',
        'execute_tool weather',
        'generate_content g-tools',
      ]);
      expect(agent.attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 250,
        'gen_ai.usage.output_tokens': 80,
      });
      expect((await named('look up')).parentSpanId).toBe(below[1]?.spanId);
    });

    sees('tools: in a stream, and their errors', async () => {
      server.reply(
        { chunks: [call(id('te-1'), 'weather', { city: 'Oslo' })] },
        stream(id('te-2'), ['sor', 'ry']),
      );
      const tool = weather(async () => ({ error: 'no such city' }));
      let words = '';
      const chunks = await client().models.generateContentStream({
        model: 'g-tool-error',
        contents: 'Oslo?',
        config: { tools: [tool] },
      });
      for await (const chunk of chunks) words += chunk.text ?? '';
      expect(words).toBe('sorry');
      expect((await named('execute_tool weather')).attributes).toMatchObject({
        'observatory.step.status': 'failed',
        'exception.message': 'no such city',
      });
    });

    for (const status of [429, 500]) {
      sees(`errors: ${status}`, async () => {
        const ask = async (ai: newest.GoogleGenAI) => {
          server.reply(failure(status, 'it failed'));
          return await ai.models
            .generateContent({ model: `g-error-${status}`, contents: 'x' })
            .catch((error: unknown) => error);
        };
        const seen = (await ask(client())) as Error;
        const unseen = (await ask(plain())) as Error;
        expect([seen.name, seen.message]).toEqual([unseen.name, unseen.message]);
        expect((await named(`generate_content g-error-${status}`)).attributes).toMatchObject({
          'observatory.step.status': 'failed',
          'error.type': String(status),
        });
      });
    }

    sees('errors: timeouts', async () => {
      server.reply({ hangs: true });
      const asked = client({ timeout: 100 }).models.generateContent({ model: 'g-timeout', contents: 'x' });
      await expect(asked).rejects.toThrow();
      expect((await named('generate_content g-timeout')).attributes['observatory.step.status']).toBe(
        'failed',
      );
    });

    sees('errors: malformed chunks', async () => {
      const read = async (ai: newest.GoogleGenAI) => {
        server.reply({ chunks: ['data: {"candidates": [\n\n'] });
        try {
          for await (const _ of await ai.models.generateContentStream({ model: 'g-bad', contents: 'x' }));
          return 'no error';
        } catch (error) {
          return String(error);
        }
      };
      expect(await read(client())).toBe(await read(plain()));
      expect((await named('generate_content g-bad')).attributes['observatory.step.status']).toBe('failed');
    });

    sees('retries', async () => {
      server.reply(failure(500, 'once'), text(id('re'), 'x'));
      const ai = client({ retryOptions: { attempts: 2 } });
      const response = await ai.models.generateContent({ model: 'g-retry', contents: 'x' });
      expect(response.text).toBe('x');
      const span = await named('generate_content g-retry');
      expect(span.attributes['observatory.step.status']).toBe('completed');
    });

    sees('embeddings', async () => {
      server.reply({
        body: {
          embeddings: [{ values: [0.1, 0.2] }],
          usageMetadata: { promptTokenCount: 9, totalTokenCount: 9 },
        },
      });
      const { embeddings } = await client().models.embedContent({ model: 'g-embed', contents: 'x' });
      expect(embeddings?.[0]?.values).toEqual([0.1, 0.2]);
      expect((await named('embeddings g-embed')).attributes).toMatchObject({
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': 'gcp.gemini',
      });
    });

    sees('interactions', async () => {
      const interaction = (status: string) => ({
        id: id('in'),
        object: 'interaction',
        model: 'g-interact',
        status,
        steps: [{ type: 'model_output', content: [{ type: 'text', text: 'hello' }] }],
        usage: {
          total_input_tokens: 30,
          total_cached_tokens: 10,
          total_output_tokens: 5,
          total_thought_tokens: 7,
          total_tool_use_tokens: 0,
          total_tokens: 42,
        },
      });
      server.reply({ body: interaction('completed') });
      const result = await client().interactions.create({ model: 'g-interact', input: 'hi' });
      expect(result.id).toBe(id('in'));
      expect((await named('generate_content g-interact')).attributes).toMatchObject({
        'gen_ai.provider.name': 'gcp.gemini',
        'gen_ai.response.id': id('in'),
        'gen_ai.usage.input_tokens': 30,
        'gen_ai.usage.output_tokens': 12,
        'gen_ai.usage.cache_read.input_tokens': 10,
        'gen_ai.usage.reasoning.output_tokens': 7,
      });
    });

    sees('content only when asked: absent', async () => {
      server.reply(
        { body: call(id('n-1'), 'weather', { city: 'secret-city' }) },
        text(id('n-2'), 'secret-answer'),
      );
      await client().models.generateContent({
        model: 'g-none',
        contents: 'secret-question',
        config: {
          systemInstruction: 'secret-system',
          tools: [weather(async () => ({ output: 'secret-result' }))],
        },
      });
      await spans();
      expect(JSON.stringify([receiver().spans, receiver().logs])).not.toContain('secret-');
    });

    sees('counted once', async () => {
      server.reply(text(id('o'), 'x'));
      const ai = client();
      const twice = observeGoogleGenAI(ai);
      expect(twice).toBe(ai);
      await agentTracking.trackExecution('once', 'run', () =>
        agentTracking.trackInference({ provider: 'gcp.gemini', model: 'g-once' }, async (outer) => {
          await twice.models.generateContent({ model: 'g-once', contents: 'x' });
          outer.setUsage({ input: 125, output: 40 });
        }),
      );
      expect((await named('invoke_agent once')).attributes['gen_ai.usage.input_tokens']).toBe(125);
    });

    sees('same answers', async () => {
      const original = plain();
      const before = { ...original };
      const ai = observeGoogleGenAI(original);
      expect({ ...original }).toEqual(before);
      expect(ai).toBeInstanceOf(sdk.GoogleGenAI);
      expect(ai.models.constructor).toBe(original.models.constructor);
      expect(ai.files).toBe(original.files);
      expect(ai.models).toBe(ai.models);
    });
  });

  describe('with content asked for', () => {
    const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });

    sees('content only when asked: there', async () => {
      server.reply(
        { body: call(id('i-1'), 'weather', { city: 'asked-city' }) },
        stream(id('i-2'), ['asked', '-answer']),
      );
      const ai = client();
      await ai.models.generateContent({
        model: 'g-io',
        contents: 'asked-question',
        config: {
          systemInstruction: 'asked-system',
          tools: [weather(async () => ({ output: 'asked-result' }))],
          automaticFunctionCalling: { maximumRemoteCalls: 1 },
        },
      });
      for await (const _ of await ai.models.generateContentStream({ model: 'g-io-stream', contents: 'x' }));
      await flush();
      const attribute = (span: string, name: string) =>
        receiver().spans.find((one) => one.name === span)?.attributes[name];
      expect(attribute('generate_content g-io', 'gen_ai.input.messages')).toContain('asked-question');
      expect(attribute('generate_content g-io', 'gen_ai.system_instructions')).toContain('asked-system');
      expect(attribute('execute_tool weather', 'gen_ai.tool.call.arguments')).toContain('asked-city');
      expect(attribute('execute_tool weather', 'gen_ai.tool.call.result')).toContain('asked-result');
      expect(attribute('generate_content g-io-stream', 'gen_ai.output.messages')).toContain('asked-answer');
    });
  });

  describe('with tracking off', () => {
    const receiver = useRecording({ OTEL_AGENT_TRACKING_ENABLED: 'false' });

    sees('same answers: with tracking off', async () => {
      server.reply(text(id('off'), 'x'));
      expect((await client().models.generateContent({ model: 'g-off', contents: 'x' })).text).toBe('x');
      await flush();
      expect(receiver().spans.filter((span) => span.name.includes('g-off'))).toEqual([]);
    });
  });
}
