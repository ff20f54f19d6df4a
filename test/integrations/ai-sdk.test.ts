import { createAnthropic } from '@ai-sdk/anthropic';
import { createAnthropic as createAnthropicPrevious } from '@ai-sdk/anthropic-previous';
import { createOpenAI } from '@ai-sdk/openai';
import { createOpenAI as createOpenAIPrevious } from '@ai-sdk/openai-previous';
import { OpenTelemetry } from '@ai-sdk/otel';
import * as newest from 'ai';
import * as previous from 'ai-previous';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import { observatoryTelemetry } from '../../shim/src/integrations/ai-sdk/index.ts';
import { flush } from '../../shim/src/setup/init.ts';
import type { OtlpReceiver, ReceivedSpan } from '../../shim/src/testing/otlp-receiver.ts';
import { only, useRecording } from '../../shim/src/testing/recording.ts';
import { agentTracking } from '../../shim/src/tracking/agent-tracking.ts';
import * as answers from './support/ai-sdk-answers.ts';
import { integration, type Sees } from './support/matrix.ts';
import { type ReplayServer, startReplayServer } from './support/replay-server.ts';

let server: ReplayServer;
beforeAll(async () => {
  server = await startReplayServer();
});
afterAll(() => server.close());

/** What the tests use of the SDK, alike in both versions. */
interface Sdk {
  readonly name: string;
  readonly ai: typeof newest;
  readonly openai: (model: string) => newest.LanguageModel;
  readonly embedding: (model: string) => newest.EmbeddingModel;
  readonly anthropic: (model: string) => newest.LanguageModel;
  /** Options that make a call seen, as docs/ai-sdk.md has them. */
  readonly seen: (functionId?: string) => object;
  /** Options that leave it unseen. */
  readonly unseen: object;
}

newest.registerTelemetry(observatoryTelemetry());

const newestSdk: Sdk = {
  name: 'newest',
  ai: newest,
  openai: (model) => createOpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }).chat(model),
  embedding: (model) => createOpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none' }).embedding(model),
  anthropic: (model) => createAnthropic({ baseURL: `${server.url}/v1`, apiKey: 'none' })(model),
  seen: (functionId) => (functionId === undefined ? {} : { telemetry: { functionId } }),
  unseen: { telemetry: { isEnabled: false } },
};

const previousSdk: Sdk = {
  name: 'previous',
  // The calls of the tests are the same in both; their types are not.
  ai: previous as unknown as typeof newest,
  openai: (model) =>
    createOpenAIPrevious({ baseURL: `${server.url}/v1`, apiKey: 'none' }).chat(
      model,
    ) as unknown as newest.LanguageModel,
  embedding: (model) =>
    createOpenAIPrevious({ baseURL: `${server.url}/v1`, apiKey: 'none' }).embedding(
      model,
    ) as unknown as newest.EmbeddingModel,
  anthropic: (model) =>
    createAnthropicPrevious({ baseURL: `${server.url}/v1`, apiKey: 'none' })(
      model,
    ) as unknown as newest.LanguageModel,
  seen: (functionId) => ({
    experimental_telemetry: observatoryTelemetry({ ...(functionId !== undefined && { functionId }) }),
  }),
  unseen: {},
};

integration({ group: 'wrapper', name: 'ai' }, (sees) => tests(sees, newestSdk));
integration({ group: 'wrapper', name: 'ai', alias: 'ai-previous' }, (sees) => tests(sees, previousSdk));

const short = (span: ReceivedSpan | undefined) => span?.name;

function tests(sees: Sees, sdk: Sdk): void {
  const { ai, name } = sdk;
  const weather = (execute: (input: { city: string }) => Promise<unknown>) => ({
    weather: ai.tool({ description: 'the weather', inputSchema: z.object({ city: z.string() }), execute }),
  });
  const stopWhen = ai.stepCountIs(3);

  describe('as it is', () => {
    const receiver = useRecording();
    const spans = async () => {
      await flush();
      return receiver().spans;
    };
    const named = async (name: string) => only((await spans()).filter((span) => span.name === name));

    sees('spans', async () => {
      server.reply(
        answers.toolCall(`s-1-${name}`, 'm-spans', 'weather', { city: 'Oslo' }),
        answers.text(`s-2-${name}`, 'm-spans', 'rain'),
      );
      const { text } = await ai.generateText({
        model: sdk.openai('m-spans'),
        prompt: 'how is it in Oslo?',
        tools: weather(async () => 'rain'),
        stopWhen,
        ...sdk.seen('forecaster'),
      });
      expect(text).toBe('rain');
      const agent = await named('invoke_agent forecaster');
      const below = (await spans()).filter(({ parentSpanId }) => parentSpanId === agent.spanId);
      expect(below.map(short)).toEqual(['chat m-spans', 'execute_tool weather', 'chat m-spans']);
      expect(agent.attributes).toMatchObject({
        'gen_ai.operation.name': 'invoke_agent',
        'gen_ai.agent.name': 'forecaster',
        'observatory.execution.status': 'completed',
        'observatory.execution.operation': 'generateText',
        'gen_ai.usage.input_tokens': 240,
        'gen_ai.usage.output_tokens': 80,
      });
      expect(below[0]?.attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.request.model': 'm-spans',
        'gen_ai.response.model': 'm-spans-2026-08-01',
        'gen_ai.response.id': `s-1-${name}`,
        'gen_ai.response.finish_reasons': ['tool-calls'],
      });
    });

    sees('spans: named by the function without an id, below what is around', async () => {
      server.reply(answers.text(`s-3-${name}`, 'm-inner', 'yes'));
      await agentTracking.trackExecution('outer', 'run', () =>
        ai.generateText({ model: sdk.openai('m-inner'), prompt: 'well?', ...sdk.seen() }),
      );
      const outer = await named('invoke_agent outer');
      expect((await named('invoke_agent generateText')).parentSpanId).toBe(outer.spanId);
    });

    sees('tokens', async () => {
      server.reply(answers.text(`t-1-${name}`, 'm-tokens', 'x'));
      await ai.generateText({ model: sdk.openai('m-tokens'), prompt: 'y', ...sdk.seen() });
      expect((await named('chat m-tokens')).attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 40,
      });
      expect(tokensOf(receiver(), 'm-tokens')).toEqual({ input: 120, output: 40, calls: 1 });
    });

    sees('cached tokens', async () => {
      server.reply(answers.message(`c-1-${name}`, 'claude-cached', 'x'));
      await ai.generateText({ model: sdk.anthropic('claude-cached'), prompt: 'y', ...sdk.seen() });
      expect((await named('chat claude-cached')).attributes).toMatchObject({
        'gen_ai.provider.name': 'anthropic',
        'gen_ai.usage.input_tokens': 130,
        'gen_ai.usage.output_tokens': 25,
        'gen_ai.usage.cache_read.input_tokens': 100,
        'gen_ai.usage.cache_write.input_tokens': 20,
      });
    });

    sees('reasoning tokens', async () => {
      server.reply(answers.text(`r-1-${name}`, 'm-reasoning', 'x'));
      await ai.generateText({ model: sdk.openai('m-reasoning'), prompt: 'y', ...sdk.seen() });
      expect((await named('chat m-reasoning')).attributes).toMatchObject({
        'gen_ai.usage.cache_read.input_tokens': 100,
        'gen_ai.usage.reasoning.output_tokens': 24,
      });
    });

    sees('streaming', async () => {
      server.reply(answers.streamedToolCall(`st-1-${name}`, 'm-stream', 'weather', { city: 'Oslo' }), {
        ...answers.streamed(`st-2-${name}`, 'm-stream', ['ra', 'in']),
        delayMs: 5,
      });
      const result = ai.streamText({
        model: sdk.openai('m-stream'),
        prompt: 'how is it in Oslo?',
        tools: weather(async () => 'rain'),
        stopWhen,
        ...sdk.seen('streamer'),
      });
      let text = '';
      for await (const word of result.textStream) text += word;
      expect(text).toBe('rain');
      const agent = await named('invoke_agent streamer');
      const below = (await spans()).filter(({ parentSpanId }) => parentSpanId === agent.spanId);
      expect(below.map(short).toSorted()).toEqual(['chat m-stream', 'chat m-stream', 'execute_tool weather']);
      const first = below.find((span) => span.attributes['gen_ai.response.id'] === `st-1-${name}`);
      expect(first?.attributes).toMatchObject({
        'gen_ai.request.stream': true,
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.usage.output_tokens': 40,
      });
      expect(agent.attributes).toMatchObject({
        'observatory.execution.status': 'completed',
        'gen_ai.usage.input_tokens': 240,
      });
    });

    sees('streaming: bytes of the answer are the same', async () => {
      const reply = answers.streamed(`b-1-${name}`, 'm-bytes', ['one ', 'two ', 'three']);
      const read = async (options: object) => {
        server.reply(reply);
        const result = ai.streamText({ model: sdk.openai('m-bytes'), prompt: 'x', ...options });
        return await result.toTextStreamResponse().text();
      };
      expect(await read(sdk.seen())).toBe(await read(sdk.unseen));
    });

    sees('tools', async () => {
      server.reply(
        answers.toolCall(`to-1-${name}`, 'm-tools', 'weather', { city: 'Oslo' }),
        answers.text(`to-2-${name}`, 'm-tools', 'sun'),
      );
      await ai.generateText({
        model: sdk.openai('m-tools'),
        prompt: 'x',
        tools: weather(() => agentTracking.trackStep('look up', async () => 'sun')),
        stopWhen,
        ...sdk.seen(),
      });
      const tool = await named('execute_tool weather');
      expect(tool.attributes).toMatchObject({
        'gen_ai.tool.name': 'weather',
        'gen_ai.tool.call.id': `call-to-1-${name}`,
        'observatory.step.status': 'completed',
      });
      expect((await named('look up')).parentSpanId).toBe(tool.spanId);
    });

    sees('tools: their errors', async () => {
      server.reply(
        answers.toolCall(`te-1-${name}`, 'm-tool-error', 'weather', { city: 'Oslo' }),
        answers.text(`te-2-${name}`, 'm-tool-error', 'sorry'),
      );
      const { text } = await ai.generateText({
        model: sdk.openai('m-tool-error'),
        prompt: 'x',
        tools: weather(() => Promise.reject(new RangeError('no such city'))),
        stopWhen,
        ...sdk.seen('tool-error'),
      });
      expect(text).toBe('sorry');
      expect((await named('execute_tool weather')).attributes).toMatchObject({
        'observatory.step.status': 'failed',
        'error.type': 'RangeError',
        'exception.message': 'no such city',
      });
      expect((await named('invoke_agent tool-error')).attributes['observatory.execution.status']).toBe(
        'completed',
      );
    });

    for (const [status, code] of [
      [429, 'rate_limit_exceeded'],
      [500, 'server_error'],
    ] as const) {
      sees(`errors: ${status}`, async () => {
        const ask = async (options: object) => {
          server.reply(answers.failure(status, code));
          return await ai
            .generateText({ model: sdk.openai('m-error'), prompt: 'x', maxRetries: 0, ...options })
            .catch((error: unknown) => error);
        };
        const seen = await ask(sdk.seen(`error-${status}`));
        const unseen = await ask(sdk.unseen);
        expect({ ...(seen as Error) }).toEqual({ ...(unseen as Error), responseHeaders: expect.anything() });
        expect((seen as Error).message).toBe((unseen as Error).message);
        expect((await named(`invoke_agent error-${status}`)).attributes).toMatchObject({
          'observatory.execution.status': 'failed',
          'error.type': 'AI_APICallError',
          'exception.message': `it failed: ${code}`,
        });
        expect((await named('chat m-error')).attributes).toMatchObject({
          'observatory.step.status': 'failed',
          'error.type': String(status),
        });
      });
    }

    sees('errors: timeouts', async () => {
      server.reply({ hangs: true });
      const answer = ai.generateText({
        model: sdk.openai('m-timeout'),
        prompt: 'x',
        abortSignal: AbortSignal.timeout(100),
        ...sdk.seen('timeout'),
      });
      await expect(answer).rejects.toThrow();
      expect((await named('invoke_agent timeout')).attributes).toMatchObject({
        'observatory.execution.status': 'failed',
        'error.type': 'timeout',
      });
    });

    sees('errors: malformed chunks', async () => {
      const read = async (options: object) => {
        server.reply({ chunks: ['data: {"choices": [\n\n', 'data: [DONE]\n\n'] });
        const parts: string[] = [];
        const result = ai.streamText({ model: sdk.openai('m-bad'), prompt: 'x', onError() {}, ...options });
        for await (const part of result.fullStream) parts.push(part.type);
        return parts;
      };
      expect(await read(sdk.seen('malformed'))).toEqual(await read(sdk.unseen));
      const agent = await named('invoke_agent malformed');
      expect(agent.attributes['observatory.execution.status']).toBe('failed');
    });

    sees('errors: a stream that breaks', async () => {
      const read = async (options: object) => {
        server.reply({
          chunks: answers.streamed(`br-1-${name}`, 'm-broken', ['a']).chunks?.slice(0, 1) ?? [],
          breaks: true,
        });
        const result = ai.streamText({
          model: sdk.openai('m-broken'),
          prompt: 'x',
          onError() {},
          ...options,
        });
        const parts: string[] = [];
        try {
          for await (const part of result.fullStream) parts.push(part.type);
        } catch (error) {
          parts.push(String(error));
        }
        return parts;
      };
      expect(await read(sdk.seen('broken'))).toEqual(await read(sdk.unseen));
    });

    sees('errors: an aborted stream is cancelled', async () => {
      const abort = new AbortController();
      server.reply({ ...answers.streamed(`ab-1-${name}`, 'm-abort', Array(200).fill('word ')), delayMs: 20 });
      const result = ai.streamText({
        model: sdk.openai('m-abort'),
        prompt: 'x',
        abortSignal: abort.signal,
        ...sdk.seen('aborted'),
      });
      for await (const part of result.fullStream) if (part.type === 'text-delta') abort.abort();
      const agent = await named('invoke_agent aborted');
      expect(agent.attributes['observatory.execution.status']).toBe('cancelled');
    });

    sees('retries', async () => {
      server.reply(
        { ...answers.failure(500, 'server_error'), headers: { 'retry-after-ms': '1' } },
        answers.text(`re-1-${name}`, 'm-retry', 'x'),
      );
      await ai.generateText({
        model: sdk.openai('m-retry'),
        prompt: 'x',
        maxRetries: 1,
        ...sdk.seen('retrier'),
      });
      const tries = (await spans()).filter((span) => span.name === 'chat m-retry');
      expect(
        tries.map(({ attributes }) => [
          attributes['observatory.step.status'],
          attributes['observatory.step.attempt'],
        ]),
      ).toEqual([
        ['failed', undefined],
        ['completed', 2],
      ]);
      expect((await named('invoke_agent retrier')).attributes['observatory.execution.status']).toBe(
        'completed',
      );
    });

    sees('embeddings', async () => {
      server.reply(answers.embeddings('m-embed', 2));
      const { embeddings } = await ai.embedMany({
        model: sdk.embedding('m-embed'),
        values: ['a', 'b'],
        ...sdk.seen(),
      });
      expect(embeddings).toHaveLength(2);
      expect((await spans()).filter((span) => !/^(POST|GET)/.test(span.name)).map(short)).toEqual([
        'embeddings m-embed',
      ]);
      expect((await named('embeddings m-embed')).attributes).toMatchObject({
        'gen_ai.operation.name': 'embeddings',
        'gen_ai.provider.name': 'openai',
        'gen_ai.usage.input_tokens': 9,
      });
    });

    sees('objects', async () => {
      server.reply(answers.text(`ob-1-${name}`, 'm-object', '{"city":"Oslo"}'));
      const { object } = await ai.generateObject({
        model: sdk.openai('m-object'),
        schema: z.object({ city: z.string() }),
        prompt: 'x',
        ...sdk.seen('objects'),
      });
      expect(object).toEqual({ city: 'Oslo' });
      const agent = await named('invoke_agent objects');
      const chat = await named('chat m-object');
      expect(chat.parentSpanId).toBe(agent.spanId);
      expect(chat.attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.response.id': `ob-1-${name}`,
      });
      server.reply(answers.streamed(`ob-2-${name}`, 'm-object-stream', ['{"city":', '"Oslo"}']));
      const streamed = ai.streamObject({
        model: sdk.openai('m-object-stream'),
        schema: z.object({ city: z.string() }),
        prompt: 'x',
        ...sdk.seen('object-stream'),
      });
      for await (const _ of streamed.partialObjectStream);
      expect((await named('chat m-object-stream')).attributes).toMatchObject({
        'gen_ai.usage.input_tokens': 120,
        'gen_ai.response.time_to_first_chunk': expect.any(Number),
      });
      expect((await named('invoke_agent object-stream')).attributes['observatory.execution.status']).toBe(
        'completed',
      );
    });

    sees('live events', async () => {
      server.reply(answers.text(`l-1-${name}`, 'm-live', 'x'));
      await ai.generateText({ model: sdk.openai('m-live'), prompt: 'x', ...sdk.seen('live') });
      await flush();
      expect(
        receiver()
          .events()
          .map(({ eventName }) => eventName),
      ).toEqual([
        'observatory.execution_start',
        'observatory.step_start',
        'observatory.llm_call',
        'observatory.execution_end',
      ]);
    });

    sees('content only when asked: absent', async () => {
      server.reply(
        answers.toolCall(`n-1-${name}`, 'm-none', 'weather', { city: 'secret-city' }),
        answers.text(`n-2-${name}`, 'm-none', 'secret-answer'),
      );
      await ai.generateText({
        model: sdk.openai('m-none'),
        system: 'secret-system',
        prompt: 'secret-question',
        tools: weather(async () => 'secret-result'),
        stopWhen,
        ...sdk.seen('silent'),
      });
      await named('invoke_agent silent');
      expect(JSON.stringify([receiver().spans, receiver().logs])).not.toContain('secret-');
    });

    sees('content only when asked: absent from errors that quote an answer', async () => {
      const quoting = ['secret-answer, and more of it', '{"city": secret-answer}', '{"secret-city":"Oslo"}'];
      for (const [at, answer] of quoting.entries()) {
        server.reply(answers.text(`q-${at}-${name}`, 'm-quote', answer));
        const asked = ai.generateObject({
          model: sdk.openai('m-quote'),
          schema: z.object({ city: z.string() }),
          prompt: 'x',
          ...sdk.seen('quoting'),
        });
        await agentTracking.trackExecution('around', 'run', () => asked).catch(() => {});
      }
      server.reply(
        answers.toolCall(`q-t-${name}`, 'm-quote', 'weather', { 'secret-city': 7 }),
        answers.text(`q-u-${name}`, 'm-quote', 'x'),
      );
      await ai.generateText({
        model: sdk.openai('m-quote'),
        prompt: 'x',
        tools: weather(async () => 'x'),
        stopWhen,
        ...sdk.seen('quoting'),
      });
      const failed = (await spans()).filter((span) => span.name === 'invoke_agent quoting').slice(0, 3);
      expect(failed.map(({ statusCode }) => statusCode)).toEqual([2, 2, 2]);
      expect(JSON.stringify([receiver().spans, receiver().logs])).not.toContain('secret-');
    });

    sees('counted once', async () => {
      server.reply(answers.text(`co-1-${name}`, 'm-once', 'x'));
      const settings = sdk.seen('once') as { telemetry?: object };
      const others = settings.telemetry && {
        telemetry: { functionId: 'once', integrations: [observatoryTelemetry(), new OpenTelemetry()] },
      };
      await ai.generateText({ model: sdk.openai('m-once'), prompt: 'x', ...settings, ...others });
      await named(others ? 'invoke_agent m-once' : 'invoke_agent once');
      expect(tokensOf(receiver(), 'm-once')).toEqual({ input: 120, output: 40, calls: 1 });
    });

    sees('same answers: events that are odd never reach the caller', async () => {
      const odd = observatoryTelemetry();
      const calls = Object.entries(odd).filter(([hook]) => hook.startsWith('on'));
      expect(calls.length).toBeGreaterThan(8);
      for (const [, hook] of calls) {
        for (const event of [{}, { callId: 7 }, { callId: 'unknown', toolCall: 1, usage: 'x' }]) {
          expect(() => (hook as (event: object) => void)(event)).not.toThrow();
        }
      }
      const failing = { executeLanguageModelCall: odd.executeLanguageModelCall };
      const error = new Error('mine');
      await expect(
        failing.executeLanguageModelCall({ callId: 'x', execute: () => Promise.reject(error) }),
      ).rejects.toBe(error);
    });
  });

  describe('with content asked for', () => {
    const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });

    sees('content only when asked: there', async () => {
      server.reply(
        answers.toolCall(`i-1-${name}`, 'm-io', 'weather', { city: 'asked-city' }),
        answers.text(`i-2-${name}`, 'm-io', 'asked-answer'),
      );
      await ai.generateText({
        model: sdk.openai('m-io'),
        prompt: 'asked-question',
        tools: weather(async () => 'asked-result'),
        stopWhen,
        ...sdk.seen('talker'),
      });
      await flush();
      const attribute = (span: string, name: string) =>
        receiver().spans.find((one) => one.name === span)?.attributes[name];
      expect(attribute('chat m-io', 'gen_ai.input.messages')).toContain('asked-question');
      expect(attribute('execute_tool weather', 'gen_ai.tool.call.arguments')).toContain('asked-city');
      expect(attribute('execute_tool weather', 'gen_ai.tool.call.result')).toContain('asked-result');
      expect(attribute('invoke_agent talker', 'observatory.execution.output')).toContain('asked-answer');
    });
  });

  describe('with tracking off', () => {
    const receiver = useRecording({ OTEL_AGENT_TRACKING_ENABLED: 'false' });

    sees('same answers', async () => {
      server.reply(answers.text(`o-1-${name}`, 'm-off', 'x'));
      const { text } = await ai.generateText({ model: sdk.openai('m-off'), prompt: 'x', ...sdk.seen('off') });
      expect(text).toBe('x');
      await flush();
      expect(receiver().spans.filter((span) => span.name.includes('off'))).toEqual([]);
    });
  });
}

function tokensOf(receiver: OtlpReceiver, model: string) {
  const of = (metric: string) =>
    receiver.points.filter(
      ({ name, attributes }) => name === metric && attributes['gen_ai.request.model'] === model,
    );
  const sum = (metric: string) => of(metric).reduce((total, { value }) => total + value, 0);
  return {
    input: sum('gen_ai.client.inference.usage.input_tokens'),
    output: sum('gen_ai.client.inference.usage.output_tokens'),
    calls: of('gen_ai.client.operation.duration').reduce((total, { count }) => total + count, 0),
  };
}
