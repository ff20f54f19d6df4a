import { AsyncResource } from 'node:async_hooks';
import * as newest from '@openai/agents';
import * as previous from 'agents-previous';
import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { z } from 'zod';
import { injectContext } from '../../shim/src/index.ts';
import { observeMcpServer } from '../../shim/src/integrations/mcp/index.ts';
import { observeOpenAI } from '../../shim/src/integrations/openai/index.ts';
import { observatoryTraceProcessor } from '../../shim/src/integrations/openai-agents/index.ts';
import type { ReceivedSpan } from '../../shim/src/testing/otlp-receiver.ts';
import { only, useRecording } from '../../shim/src/testing/recording.ts';
import { agentTracking } from '../../shim/src/tracking/agent-tracking.ts';
import { integration, type Sees } from './support/matrix.ts';
import { serverOne } from './support/mcp-kits.ts';
import { collect, outcome, recording, spansOf, sumOf, withId } from './support/model-client.ts';
import { type ReplayServer, type Reply, startReplayServer } from './support/replay-server.ts';
import { tree } from './support/span-tree.ts';

let server: ReplayServer;
beforeAll(async () => {
  server = await startReplayServer();
});
afterAll(() => server.close());

const response = recording('openai/response');
const responseStream = recording('openai/response-stream');
const chat = recording('openai/chat');
const chatStream = recording('openai/chat-stream');
const chatToolCall = recording('openai/chat-tool-call');
const done = { ...chatStream, chunks: [...(chatStream.chunks ?? []), 'data: [DONE]\n\n'] };
/** The response, with calls of functions in place of its message (platform.openai.com/docs/api-reference/responses). */
const calling = (...calls: readonly { name: string; arguments: string }[]): Reply => ({
  body: {
    ...(response.body as object),
    output: calls.map((call, index) => ({
      type: 'function_call',
      id: `fc_${index + 1}`,
      call_id: `call_${index + 1}`,
      status: 'completed',
      ...call,
    })),
  },
});
const askWeather = calling({ name: 'weather', arguments: '{"city":"Bern"}' });
const bothCities = calling(
  { name: 'weather', arguments: '{"city":"Bern"}' },
  { name: 'weather', arguments: '{"city":"Oslo"}' },
);
let ids = 0;
const replies = (...list: readonly Reply[]) =>
  server.reply(...list.map((each) => withId(each, `ag${ids++}`)));

integration({ group: 'wrapper', name: '@openai/agents' }, (sees) => tests(sees, newest));
integration({ group: 'wrapper', name: '@openai/agents', alias: 'agents-previous' }, (sees) =>
  // The calls of the tests are the same in both; their types are not.
  tests(sees, previous as unknown as typeof newest),
);

function tests(sees: Sees, sdk: typeof newest): void {
  const { Agent, OpenAIProvider, Runner, setTraceProcessors, addTraceProcessor, tool } = sdk;
  const client = (options: object = {}) =>
    new OpenAI({ baseURL: `${server.url}/v1`, apiKey: 'none', maxRetries: 0, ...options });
  const runner = (given: { chat?: boolean; client?: OpenAI; options?: object } = {}) =>
    new Runner({
      modelProvider: new OpenAIProvider({
        useResponses: given.chat !== true,
        // Each version has a client of its own, which is the same for what is used of it.
        openAIClient: (given.client ?? client()) as never,
      }),
      workflowName: 'flow',
      ...given.options,
    });
  const weather = tool({
    name: 'weather',
    description: 'the weather',
    parameters: z.object({ city: z.string() }),
    execute: async ({ city }) => agentTracking.trackStep('look up', () => `It is sunny in ${city}.`),
  });
  const agent = (options: object = {}) => new Agent({ name: 'Forecaster', model: 'gpt-5-mini', ...options });
  const asking = () => agent({ tools: [weather] });

  // The SDK traces nothing where NODE_ENV is `test`.
  sdk.setTracingDisabled(false);

  describe('with what is set by itself', () => {
    const receiver = useRecording();
    const spans = () => spansOf(receiver());
    const named = async (name: string) => only((await spans()).filter((span) => span.name === name));
    beforeAll(() => setTraceProcessors([observatoryTraceProcessor()]));

    sees('spans: of a workflow, its agents, models and tools', async () => {
      replies(askWeather, response);
      const { finalOutput } = await runner().run(asking(), 'How is the weather in Bern?');
      expect(finalOutput).toBe('It is sunny in Bern.');
      expect(tree(await spans())).toEqual([
        'invoke_workflow flow < ',
        'invoke_agent Forecaster < invoke_workflow flow',
        'chat gpt-5-mini-2025-08-07 < invoke_agent Forecaster',
        'execute_tool weather < invoke_agent Forecaster',
        'look up < execute_tool weather',
        'chat gpt-5-mini-2025-08-07 < invoke_agent Forecaster',
      ]);
    });

    sees('spans: where other processors hear of them first', async () => {
      const slow = {
        onTraceStart: tick,
        onTraceEnd: tick,
        onSpanStart: tick,
        onSpanEnd: tick,
        shutdown: tick,
        forceFlush: tick,
      };
      setTraceProcessors([slow]);
      addTraceProcessor(observatoryTraceProcessor());
      replies(askWeather, response);
      await runner().run(asking(), 'How is the weather in Bern?');
      await tick();
      setTraceProcessors([observatoryTraceProcessor()]);
      expect(tree(await spans())).toContain('look up < execute_tool weather');
    });

    sees('spans: of a hundred runs at once, each below its own', async () => {
      server.replyTo(({ body }) => {
        const { input } = body as { input: { type?: string; content?: unknown }[] };
        const wasAsked = input.some(({ type }) => type === 'function_call_output');
        return withId(wasAsked ? response : bothCities, `ag${ids++}`);
      });
      const looking = tool({
        name: 'weather',
        description: 'the weather',
        parameters: z.object({ city: z.string() }),
        execute: async ({ city }) => {
          await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
          return agentTracking.trackStep(`look up ${city}`, tick);
        },
      });
      const names = Array.from({ length: 100 }, (_, index) => `run ${index}`);
      await Promise.all(
        names.map((name) =>
          runner({ options: { workflowName: name } }).run(agent({ name, tools: [looking] }), 'Both?'),
        ),
      );
      const all = await spans();
      const lines = names.flatMap((name) => tree(within(all, name)));
      const of = (name: string) => [
        `invoke_workflow ${name} < `,
        `invoke_agent ${name} < invoke_workflow ${name}`,
        `chat gpt-5-mini-2025-08-07 < invoke_agent ${name}`,
        `execute_tool weather < invoke_agent ${name}`,
        'look up Bern < execute_tool weather',
        `execute_tool weather < invoke_agent ${name}`,
        'look up Oslo < execute_tool weather',
        `chat gpt-5-mini-2025-08-07 < invoke_agent ${name}`,
      ];
      expect(lines.toSorted()).toEqual(names.flatMap(of).toSorted());
      expect(all).toHaveLength(800);
    });

    sees('spans: a run that goes on after an approval, here or in another process', async () => {
      replies(askWeather, response);
      const careful = tool({
        name: 'weather',
        description: 'the weather',
        parameters: z.object({ city: z.string() }),
        needsApproval: true,
        execute: async ({ city }) => agentTracking.trackStep('look up', () => `It is sunny in ${city}.`),
      });
      const asking = agent({ tools: [careful] });
      const ran = [
        'invoke_agent Forecaster < ',
        'execute_tool weather < invoke_agent Forecaster',
        'look up < execute_tool weather',
        'chat gpt-5-mini-2025-08-07 < invoke_agent Forecaster',
      ];
      const asked = await runner().run(asking, 'Bern?');
      // As another process has it, which never heard of the trace.
      const kept = asked.state.toString().replaceAll(/trace_[0-9a-f]{32}/g, `trace_${'f'.repeat(32)}`);
      for (const state of [asked.state, await sdk.RunState.fromString(asking, kept)]) {
        await spans();
        receiver().clear();
        replies(response);
        for (const interruption of state.getInterruptions()) state.approve(interruption);
        expect((await runner().run(asking, state as typeof asked.state)).finalOutput).toBe(
          'It is sunny in Bern.',
        );
        const lines = tree(await spans()).map((line) =>
          line.replace('Forecaster < invoke_workflow flow', 'Forecaster < '),
        );
        expect(lines.filter((line) => line !== 'invoke_workflow flow < ')).toEqual(ran);
        const told = receiver()
          .events()
          .map(({ eventName }) => eventName);
        const executions = lines.filter((line) => line.startsWith('invoke_'));
        expect(told.filter((name) => name === 'observatory.execution_start')).toHaveLength(executions.length);
        expect(told.filter((name) => name === 'observatory.execution_end')).toHaveLength(executions.length);
      }
    });

    sees('spans: of two runs whose trace is given one id', async () => {
      replies(response);
      const options = { traceId: `trace_${'e'.repeat(32)}` };
      for (let index = 0; index < 2; index += 1) await runner({ options }).run(agent(), 'Hello');
      const lines = ['invoke_workflow flow < ', 'invoke_agent Forecaster < invoke_workflow flow'];
      expect(tree(await spans()).filter((line) => line.startsWith('invoke'))).toEqual([...lines, ...lines]);
    });

    sees('spans: none where the SDK is told to trace nothing', async () => {
      replies(askWeather, response);
      await runner({ options: { tracingDisabled: true }, client: observeOpenAI(client()) }).run(
        asking(),
        'Bern?',
      );
      expect(tree(await spans())).toEqual(['chat gpt-5-mini < ', 'look up < ', 'chat gpt-5-mini < ']);
      expect(receiver().events()).toEqual([]);
    });

    sees('spans: a timer that a tool left behind starts no run anew', async () => {
      let later: (() => Promise<void>) | undefined;
      const lazy = tool({
        name: 'weather',
        description: 'the weather',
        parameters: z.object({ city: z.string() }),
        execute: async () => {
          const bound = AsyncResource.bind(async () => void (await agentTracking.trackStep('later', tick)));
          later = bound;
          return 'soon';
        },
      });
      replies(askWeather, response);
      await runner().run(agent({ tools: [lazy] }), 'Bern?');
      // As many runs end in between as are remembered.
      for (let index = 0; index < 1001; index += 1) await sdk.withTrace('other', tick);
      await spans();
      receiver().clear();
      await later?.();
      expect(tree(await spans())).toEqual(['later < ']);
      expect(receiver().events()).toEqual([]);
    });

    sees('spans: agents that hand over', async () => {
      replies(calling({ name: 'transfer_to_Biller', arguments: '{}' }), response);
      const triage = new Agent({
        name: 'Triage',
        model: 'gpt-5-mini',
        handoffs: [agent({ name: 'Biller' })],
      });
      await runner().run(triage, 'A bill');
      expect(tree(await spans())).toEqual([
        'invoke_workflow flow < ',
        'invoke_agent Triage < invoke_workflow flow',
        'chat gpt-5-mini-2025-08-07 < invoke_agent Triage',
        'handoff < invoke_agent Triage',
        'invoke_agent Biller < invoke_workflow flow',
        'chat gpt-5-mini-2025-08-07 < invoke_agent Biller',
      ]);
      expect((await named('handoff')).attributes['observatory.step.data']).toBe(
        '{"from":"Triage","to":"Biller"}',
      );
    });

    sees('spans: an agent that is the tool of another', async () => {
      replies(calling({ name: 'ask', arguments: '{"input":"?"}' }), response, response);
      const boss = agent({ name: 'Boss', tools: [agent().asTool({ toolName: 'ask', toolDescription: '' })] });
      await runner().run(boss, 'Hello');
      expect(tree(await spans())).toContain('invoke_agent Forecaster < execute_tool ask');
    });

    sees('spans: within an execution of the service', async () => {
      replies(response);
      await agentTracking.trackExecution('caller', 'ask', () =>
        runner({ options: { workflowName: undefined } }).run(agent(), 'Hello'),
      );
      expect(tree(await spans())).toEqual([
        'invoke_agent caller < ',
        'invoke_agent Forecaster < invoke_agent caller',
        'chat gpt-5-mini-2025-08-07 < invoke_agent Forecaster',
      ]);
    });

    sees('spans: of a server of MCP, which is told whose call it serves', async () => {
      const { url, close } = await serverOne.http(() =>
        observeMcpServer(serverOne.make({ shout: ({ text }) => text.toUpperCase() }) as never),
      );
      const mcp = new sdk.MCPServerStreamableHttp({ url, toolMetaResolver: () => injectContext({}) });
      await mcp.connect();
      replies(calling({ name: 'shout', arguments: '{"text":"soup"}' }), response);
      await runner().run(agent({ mcpServers: [mcp] }), 'Shout');
      await mcp.close();
      await close();
      expect(tree(await spans())).toContain('tools/call shout < execute_tool shout');
    });

    sees('spans: guardrails', async () => {
      replies(response);
      const inputGuardrails = [
        { name: 'polite', execute: async () => ({ tripwireTriggered: true, outputInfo: {} }) },
      ];
      await expect(runner().run(agent({ inputGuardrails }), 'Hello')).rejects.toThrow();
      expect((await named('polite')).attributes['observatory.step.data']).toBe('{"triggered":true}');
      expect((await named('invoke_agent Forecaster')).attributes).toMatchObject({
        'observatory.execution.status': 'failed',
        'error.type': 'InputGuardrailTripwireTriggered',
      });
    });

    sees('requests: the model that answered, and whose conversation it is', async () => {
      replies(response);
      await runner({ options: { groupId: 'conversation-1', traceMetadata: { userId: 'u1' } } }).run(
        agent(),
        'Hello',
      );
      const { attributes } = await named('chat gpt-5-mini-2025-08-07');
      expect(attributes).toMatchObject({
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'openai',
        'gen_ai.response.model': 'gpt-5-mini-2025-08-07',
        'gen_ai.response.finish_reasons': ['stop'],
        'gen_ai.conversation.id': 'conversation-1',
        'user.id': 'u1',
      });
      expect(attributes['gen_ai.response.id']).toMatch(/^resp-ag/);
    });

    for (const [api, useChat, answer] of [
      ['responses', false, response],
      ['chat completions', true, chat],
    ] as const) {
      sees(`tokens: of ${api}, with cached and reasoning ones`, async () => {
        replies(answer);
        await runner({ chat: useChat }).run(agent(), 'Hello');
        const usage = { 'gen_ai.usage.input_tokens': 1200, 'gen_ai.usage.output_tokens': 320 };
        const inference = (await spans()).find(({ name }) => name.startsWith('chat '));
        expect(inference?.attributes).toMatchObject({
          ...usage,
          'gen_ai.usage.cache_read.input_tokens': 1024,
          'gen_ai.usage.reasoning.output_tokens': 256,
        });
        expect((await named('invoke_agent Forecaster')).attributes).toMatchObject(usage);
      });
    }

    for (const [api, useChat, answer] of [
      ['responses', false, responseStream],
      ['chat completions', true, done],
    ] as const) {
      sees(`streaming: of ${api}`, async () => {
        replies(answer);
        const streamed = await runner({ chat: useChat }).run(agent(), 'Hello', { stream: true });
        await collect(streamed);
        await streamed.completed;
        const inference = (await spans()).find(({ name }) => name.startsWith('chat '));
        expect(inference?.attributes['gen_ai.usage.input_tokens']).toBe(1200);
        expect(tree(await spans()).slice(0, 2)).toEqual([
          'invoke_workflow flow < ',
          'invoke_agent Forecaster < invoke_workflow flow',
        ]);
      });
    }

    sees('tools: the calls that the model asked for, side by side', async () => {
      const both = calling(
        { name: 'weather', arguments: '{"city":"Bern"}' },
        { name: 'weather', arguments: '{"city":"Oslo"}' },
      );
      replies(both, response);
      await runner().run(asking(), 'Bern and Oslo?');
      const calls = (await spans()).filter(({ name }) => name === 'execute_tool weather');
      expect(calls.map(({ attributes }) => attributes['gen_ai.tool.call.id']).toSorted()).toEqual([
        'call_1',
        'call_2',
      ]);
    });

    sees('tools: of chat completions', async () => {
      replies(chatToolCall, chat);
      await runner({ chat: true }).run(asking(), 'Bern?');
      expect((await named('execute_tool weather')).attributes['gen_ai.tool.call.id']).toBe('call_1');
    });

    sees('tools: one that fails, and an agent that goes on', async () => {
      replies(askWeather, response);
      const broken = tool({
        name: 'weather',
        description: '',
        parameters: z.object({ city: z.string() }),
        execute: () => Promise.reject(new RangeError('no such city')),
      });
      await runner().run(agent({ tools: [broken] }), 'Bern?');
      expect((await named('execute_tool weather')).statusCode).toBe(2);
      expect((await named('invoke_agent Forecaster')).attributes['observatory.execution.status']).toBe(
        'completed',
      );
    });

    sees('errors: 429 of a provider', async () => {
      server.reply({ status: 429, body: { error: { message: 'slow down' } } });
      await expect(runner().run(agent(), 'Hello')).rejects.toThrow('slow down');
      const all = await spans();
      expect(all.find(({ name }) => name.startsWith('chat'))?.attributes['error.type']).toBe('429');
      expect((await named('invoke_workflow flow')).attributes).toMatchObject({
        'observatory.execution.status': 'failed',
        'exception.message': '429 slow down',
      });
    });

    sees('errors: too many turns', async () => {
      replies(askWeather);
      await expect(runner().run(asking(), 'Hello', { maxTurns: 1 })).rejects.toThrow('Max turns');
      expect((await named('invoke_workflow flow')).attributes['error.type']).toBe('MaxTurnsExceededError');
    });

    sees('errors: a provider whose time is over', async () => {
      server.reply({ hangs: true });
      await expect(runner({ client: client({ timeout: 50 }) }).run(agent(), 'Hello')).rejects.toThrow();
      expect((await spans()).find(({ name }) => name.startsWith('chat'))?.attributes['error.type']).toBe(
        'timeout',
      );
    });

    sees('errors: an aborted run is cancelled', async () => {
      server.reply({ hangs: true });
      const controller = new AbortController();
      const running = runner().run(agent(), 'Hello', { signal: controller.signal });
      setImmediate(() => controller.abort());
      await expect(running).rejects.toThrow();
      expect((await named('invoke_workflow flow')).attributes['observatory.execution.status']).toBe(
        'cancelled',
      );
    });

    sees('counted once: with a wrapped client below', async () => {
      const before = await sumOf(receiver(), 'gen_ai.client.inference.usage.input_tokens');
      replies(askWeather, response);
      await runner({ client: observeOpenAI(client()) }).run(asking(), 'Bern?');
      expect((await sumOf(receiver(), 'gen_ai.client.inference.usage.input_tokens')) - before).toBe(2400);
      expect(tree(await spans())).toContain('chat gpt-5-mini < chat gpt-5-mini-2025-08-07');
      expect((await named('invoke_agent Forecaster')).attributes['gen_ai.usage.input_tokens']).toBe(2400);
    });

    sees('same answers: with and without the processor', async () => {
      const both = async (work: () => Promise<unknown>) => {
        setTraceProcessors([]);
        const without = await outcome(work);
        setTraceProcessors([observatoryTraceProcessor()]);
        return [without, await outcome(work)];
      };
      const [without, seen] = await both(async () => {
        replies(askWeather, response);
        return (await runner().run(asking(), 'Bern?')).finalOutput;
      });
      expect(seen).toEqual(without);
      const [failed, seenFailing] = await both(() => {
        server.reply({ status: 500, body: { error: { message: 'down' } } });
        return runner().run(agent(), 'Hello');
      });
      expect(seenFailing).toEqual(failed);
    });

    sees('content only when asked: absent unless told', async () => {
      replies(askWeather, response);
      await runner().run(asking(), 'How is the weather in Bern?');
      const sent = JSON.stringify([await spans(), receiver().logs]);
      expect(sent).not.toContain('Bern');
      expect(sent).not.toContain('sunny');
    });
  });

  describe('with content', () => {
    const receiver = useRecording({ OTEL_AGENT_INCLUDE_IO: 'true' });
    beforeAll(() => setTraceProcessors([observatoryTraceProcessor()]));

    sees('content only when asked: messages, arguments, results', async () => {
      replies(askWeather, response);
      await runner().run(asking(), 'How is the weather in Bern?');
      const all = await spansOf(receiver());
      const answer = all.findLast(({ name }) => name.startsWith('chat '))?.attributes ?? {};
      expect(JSON.parse(String(answer['gen_ai.input.messages']))).toEqual([
        { role: 'user', parts: [{ type: 'text', content: 'How is the weather in Bern?' }] },
        {
          role: 'assistant',
          parts: [{ type: 'tool_call', id: 'call_1', name: 'weather', arguments: { city: 'Bern' } }],
        },
        { role: 'tool', parts: [expect.objectContaining({ type: 'tool_call_response', id: 'call_1' })] },
      ]);
      expect(String(answer['gen_ai.output.messages'])).toContain('It is sunny in Bern.');
      expect(all.find(({ name }) => name === 'execute_tool weather')?.attributes).toMatchObject({
        'gen_ai.tool.call.arguments': '{"city":"Bern"}',
        'gen_ai.tool.call.result': 'It is sunny in Bern.',
      });
    });
  });

  describe('with tracking off', () => {
    const receiver = useRecording({ OTEL_AGENT_TRACKING_ENABLED: 'false' });
    beforeAll(() => setTraceProcessors([observatoryTraceProcessor()]));

    sees('same answers: with tracking off', async () => {
      replies(response);
      expect((await runner().run(agent(), 'Hello')).finalOutput).toBe('It is sunny in Bern.');
      expect(await spansOf(receiver())).toEqual([]);
    });
  });
}

/** The spans of the trace whose workflow has this name. */
function within(spans: readonly ReceivedSpan[], workflow: string): ReceivedSpan[] {
  const root = only(spans.filter(({ name }) => name === `invoke_workflow ${workflow}`));
  return spans.filter(({ traceId }) => traceId === root.traceId);
}

/** A turn of the event loop. */
function tick(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
