import { AsyncResource } from 'node:async_hooks';
import { RunnableLambda } from '@langchain/core/runnables';
import { tool } from '@langchain/core/tools';
// It has LangChain keep contexts, as each of its agents does.
import '@langchain/langgraph';
import { context, trace } from '@opentelemetry/api';
import { beforeAll, expect } from 'vitest';
import { z } from 'zod';
import { observatoryCallbacks } from '../../shim/src/integrations/langchain/index.ts';
import { observeMcpClient, observeMcpServer } from '../../shim/src/integrations/mcp/index.ts';
import { setLogLevel } from '../../shim/src/logger/log-level.ts';
import { flush } from '../../shim/src/setup/init.ts';
import type { ReceivedSpan } from '../../shim/src/testing/otlp-receiver.ts';
import { only, useRecording } from '../../shim/src/testing/recording.ts';
import { agentTracking } from '../../shim/src/tracking/agent-tracking.ts';
import { integration, type Sees } from './support/matrix.ts';
import {
  type AnyClient,
  type AnyServer,
  type ClientKit,
  clientOne,
  clientTwoKit,
  joined,
  type ServerKit,
  serverOne,
  serverTwoKit,
  stdioCommand,
  type Tools,
} from './support/mcp-kits.ts';
import { tree } from './support/span-tree.ts';

const [SERVER, CLIENT] = [2, 3];
const receiver = useRecording();
beforeAll(() => setLogLevel('silent'));

const observe = {
  client: (client: AnyClient) => observeMcpClient(client as never) as AnyClient,
  server: (server: AnyServer) => observeMcpServer(server as never) as AnyServer,
};

async function spans(): Promise<ReceivedSpan[]> {
  await flush();
  return receiver().spans;
}
const named = (all: readonly ReceivedSpan[], name: string, kind: number) =>
  only(all.filter((span) => span.name === name && span.kind === kind));

const tools: Tools = {
  shout: ({ text }) => text.toUpperCase(),
  jumble: async ({ text }) => {
    await new Promise((resolve) => setTimeout(resolve, Math.random() * 20));
    return agentTracking.trackStep(`look up ${text}`, async () => text);
  },
  ask: async ({ text }, { sample }) => JSON.stringify(await sample(text)),
  fail: () => {
    throw new Error('no stock');
  },
  steps: async ({ text }, { progress }) => {
    await progress(1);
    await progress(2);
    return text;
  },
  wait: (_, { signal }) => new Promise((resolve) => signal.addEventListener('abort', () => resolve('late'))),
};

function cases(sees: Sees, client: ClientKit, server: ServerKit): void {
  /** Runs `use` with both joined in this process, observed unless told. */
  async function withBoth<T>(
    use: (client: AnyClient) => T,
    sampled?: (text: string) => string,
  ): Promise<Awaited<T>> {
    const near = observe.client(client.make(sampled));
    const end = await joined(near, observe.server(server.make(tools)));
    try {
      return await use(near);
    } finally {
      await end();
    }
  }

  sees('spans: of a tool call, the step of an agent and what serves it', async () => {
    await withBoth((near) =>
      agentTracking.trackExecution('triage', 'answer', () =>
        near.callTool({ name: 'shout', arguments: { text: 'soup' } }),
      ),
    );
    const all = await spans();
    const agent = named(all, 'invoke_agent triage', 1);
    const call = named(all, 'tools/call shout', CLIENT);
    const served = named(all, 'tools/call shout', SERVER);
    expect(call).toMatchObject({
      parentSpanId: agent.spanId,
      statusCode: 0,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'shout',
        'mcp.method.name': 'tools/call',
        'mcp.protocol.version': expect.stringMatching(/^20\d\d-\d\d-\d\d$/),
        'jsonrpc.request.id': expect.any(String),
        'observatory.step.kind': 'tool',
        'observatory.step.status': 'completed',
        'observatory.execution.id': agent.traceId + agent.spanId,
      },
    });
    expect(served).toMatchObject({
      traceId: agent.traceId,
      parentSpanId: call.spanId,
      statusCode: 0,
      attributes: {
        'gen_ai.operation.name': 'execute_tool',
        'gen_ai.tool.name': 'shout',
        'mcp.method.name': 'tools/call',
        'observatory.execution.id': agent.traceId + agent.spanId,
      },
    });
    expect(served.attributes).not.toHaveProperty('observatory.step.kind');
  });

  sees('spans: of a hundred calls at once over one connection, whose answers come in any order', async () => {
    await withBoth((near) =>
      Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          agentTracking.trackExecution(`agent ${index}`, 'answer', async () => {
            const answers = await Promise.all(
              ['a', 'b'].map((part) =>
                near.callTool({ name: 'jumble', arguments: { text: `${part} of ${index}` } }),
              ),
            );
            expect(JSON.stringify(answers)).toBe(
              JSON.stringify(
                ['a', 'b'].map((part) => ({ content: [{ type: 'text', text: `${part} of ${index}` }] })),
              ),
            );
          }),
        ),
      ),
    );
    const all = await spans();
    for (let index = 0; index < 100; index += 1) {
      const root = named(all, `invoke_agent agent ${index}`, 1);
      const inside = all.filter(({ traceId }) => traceId === root.traceId);
      expect(tree(inside).toSorted()).toEqual(
        [
          `invoke_agent agent ${index} < `,
          `look up a of ${index} < tools/call jumble`,
          `look up b of ${index} < tools/call jumble`,
          `tools/call jumble < invoke_agent agent ${index}`,
          `tools/call jumble < invoke_agent agent ${index}`,
          'tools/call jumble < tools/call jumble',
          'tools/call jumble < tools/call jumble',
        ].toSorted(),
      );
      const ids = new Set(inside.map(({ attributes }) => attributes['observatory.execution.id']));
      expect([...ids]).toEqual([root.attributes['observatory.execution.id']]);
    }
  });

  sees('tools: a call after the tool around it has ended is a span of its own', async () => {
    await withBoth(async (near) => {
      let later: (() => Promise<unknown>) | undefined;
      await agentTracking.trackTool({ name: 'outer' }, async () => {
        later = AsyncResource.bind(() => near.callTool({ name: 'shout', arguments: { text: 'soup' } }));
      });
      await later?.();
    });
    expect(tree(await spans())).toContain('tools/call shout < execute_tool outer');
  });

  sees('spans: of all else that a client asks', async () => {
    await withBoth(async (near) => {
      await near.ping();
      await near.listTools();
      await near.getPrompt({ name: 'greet' });
      await near.readResource({ uri: 'shop://menu' });
    });
    const all = await spans();
    for (const name of [
      'initialize',
      'notifications/initialized',
      'ping',
      'tools/list',
      'prompts/get greet',
      'resources/read',
    ]) {
      const [sent, served] = [named(all, name, CLIENT), named(all, name, SERVER)];
      expect([served.traceId, served.parentSpanId]).toEqual([sent.traceId, sent.spanId]);
    }
    expect(named(all, 'prompts/get greet', SERVER).attributes).toMatchObject({
      'gen_ai.prompt.name': 'greet',
    });
    expect(named(all, 'resources/read', CLIENT).attributes).toMatchObject({
      'mcp.resource.uri': 'shop://menu',
    });
    expect(all.some(({ attributes }) => attributes['gen_ai.operation.name'] !== undefined)).toBe(false);
  });

  sees('spans: of the low-level server, and of completions', async () => {
    const near = observe.client(client.make());
    const end = await joined(near, observe.server(server.low()));
    await near.callTool({ name: 'plain' });
    const ref = { type: 'ref/prompt', name: 'greet' };
    await near.complete({ ref, argument: { name: 'who', value: 's' } });
    await end();
    const all = await spans();
    for (const name of ['tools/call plain', 'completion/complete greet']) {
      expect(named(all, name, SERVER).parentSpanId).toBe(named(all, name, CLIENT).spanId);
    }
  });

  sees('tools: a call in a span of the tool is told there', async () => {
    const result = await withBoth((near) =>
      agentTracking.trackTool({ name: 'shout' }, () =>
        near.callTool({ name: 'shout', arguments: { text: 'soup' } }),
      ),
    );
    expect(result).toMatchObject({ content: [{ type: 'text', text: 'SOUP' }] });
    const all = await spans();
    const tool = named(all, 'execute_tool shout', 1);
    expect(tool.attributes).toMatchObject({ 'mcp.method.name': 'tools/call', 'gen_ai.tool.name': 'shout' });
    expect(all.filter(({ name }) => name === 'tools/call shout').map(({ kind }) => kind)).toEqual([SERVER]);
    expect(named(all, 'tools/call shout', SERVER).parentSpanId).toBe(tool.spanId);
  });

  sees('tools: the second call of a tool is a span of its own', async () => {
    await withBoth((near) =>
      agentTracking.trackTool({ name: 'research' }, async () => {
        await near.callTool({ name: 'shout', arguments: { text: 'a' } });
        await near.callTool({ name: 'steps', arguments: { text: 'b' } });
      }),
    );
    const all = await spans();
    expect(named(all, 'tools/call steps', CLIENT).parentSpanId).toBe(
      named(all, 'execute_tool research', 1).spanId,
    );
    expect(all.filter(({ name, kind }) => name === 'tools/call shout' && kind === CLIENT)).toEqual([]);
  });

  sees('errors: a tool that fails', async () => {
    const result = await withBoth((near) => near.callTool({ name: 'fail', arguments: { text: '' } }));
    expect(result).toMatchObject({ isError: true });
    const all = await spans();
    for (const kind of [CLIENT, SERVER]) {
      expect(named(all, 'tools/call fail', kind)).toMatchObject({
        statusCode: 2,
        statusMessage: 'no stock',
        attributes: { 'error.type': 'tool_error' },
      });
    }
    expect(named(all, 'tools/call fail', CLIENT).attributes['observatory.step.status']).toBe('failed');
  });

  sees('errors: a refused request is an error of the client alone', async () => {
    await expect(withBoth((near) => near.getPrompt({ name: 'none' }))).rejects.toThrow(/none/);
    const all = await spans();
    const [sent, served] = [named(all, 'prompts/get none', CLIENT), named(all, 'prompts/get none', SERVER)];
    expect(sent).toMatchObject({
      statusCode: 2,
      attributes: { 'error.type': '-32602', 'rpc.response.status_code': '-32602' },
    });
    expect(served).toMatchObject({ statusCode: 0, attributes: { 'rpc.response.status_code': '-32602' } });
    expect(served.attributes).not.toHaveProperty('error.type');
  });

  sees('errors: a tool that no server has', async () => {
    const calling = withBoth((near) => near.callTool({ name: 'none', arguments: {} }));
    const isResult = server === serverOne;
    if (isResult) expect(await calling).toMatchObject({ isError: true });
    else await expect(calling).rejects.toThrow(/not found/);
    const all = await spans();
    const types = [CLIENT, SERVER].map(
      (kind) => named(all, 'tools/call none', kind).attributes['error.type'],
    );
    expect(types).toEqual(isResult ? ['tool_error', 'tool_error'] : ['-32602', undefined]);
  });

  sees('errors: timeouts', async () => {
    const calling = withBoth((near) =>
      near.callTool({ name: 'wait', arguments: { text: '' } }, ...client.options({ timeout: 50 })),
    );
    await expect(calling).rejects.toThrow(/timed out/i);
    const all = await spans();
    for (const kind of [CLIENT, SERVER]) {
      expect(named(all, 'tools/call wait', kind)).toMatchObject({
        statusCode: 2,
        attributes: { 'error.type': 'timeout' },
      });
    }
  });

  sees('errors: a request that is called off', async () => {
    const controller = new AbortController();
    const calling = withBoth((near) => {
      const call = near.callTool(
        { name: 'wait', arguments: { text: '' } },
        ...client.options({ signal: controller.signal }),
      );
      setImmediate(() => controller.abort('enough'));
      return call;
    });
    await expect(calling).rejects.toThrow(/enough/);
    const all = await spans();
    expect(named(all, 'tools/call wait', CLIENT).attributes['error.type']).toBe('AbortError');
    expect(named(all, 'tools/call wait', SERVER).attributes['error.type']).toBe('AbortError');
  });

  sees('errors: a connection that ends before the answer', async () => {
    const calling = withBoth(async (near) => {
      const call = near.callTool({ name: 'wait', arguments: { text: '' } });
      call.catch(() => {});
      await near.ping();
      return { call };
    });
    await expect((await calling).call).rejects.toThrow(/closed/i);
    const all = await spans();
    for (const kind of [CLIENT, SERVER]) {
      expect(named(all, 'tools/call wait', kind).attributes['error.type']).toBe('connection_closed');
    }
  });

  sees('requests: what a server asks its client is within the call that it serves', async () => {
    let during: string | undefined;
    const result = await withBoth(
      (near) => near.callTool({ name: 'ask', arguments: { text: 'what soup?' } }),
      (text) => {
        during = trace.getSpan(context.active())?.spanContext().spanId;
        return `${text} tomato`;
      },
    );
    expect(JSON.stringify(result)).toContain('what soup? tomato');
    const all = await spans();
    const sent = named(all, 'sampling/createMessage', CLIENT);
    expect(sent.parentSpanId).toBe(named(all, 'tools/call ask', SERVER).spanId);
    const served = named(all, 'sampling/createMessage', SERVER);
    expect(served.parentSpanId).toBe(sent.spanId);
    expect(during).toBe(served.spanId);
  });

  sees('messages: progress comes within the call that it is of', async () => {
    const seen: [number, string | undefined][] = [];
    await withBoth((near) =>
      near.callTool(
        { name: 'steps', arguments: { text: 'x' } },
        ...client.options({
          onprogress: ({ progress }: { progress: number }) =>
            seen.push([progress, trace.getSpan(context.active())?.spanContext().spanId]),
        }),
      ),
    );
    const call = named(await spans(), 'tools/call steps', CLIENT);
    expect(seen).toEqual([
      [1, call.spanId],
      [2, call.spanId],
    ]);
  });

  sees('metrics', async () => {
    await withBoth(async (near) => {
      await near.callTool({ name: 'shout', arguments: { text: 'a' } });
      await near.callTool({ name: 'fail', arguments: { text: 'a' } });
    });
    await flush();
    for (const side of ['client', 'server']) {
      const points = receiver().points.filter(({ name }) => name === `mcp.${side}.operation.duration`);
      const failed = points.filter(
        ({ attributes }) =>
          attributes['gen_ai.tool.name'] === 'fail' && attributes['error.type'] === 'tool_error',
      );
      expect(failed).not.toEqual([]);
      expect(points.every(({ attributes }) => attributes['mcp.session.id'] === undefined)).toBe(true);
    }
    expect(receiver().points.map(({ name }) => name)).toContain('mcp.client.session.duration');
  });

  sees('content only when asked', async () => {
    await withBoth((near) => near.callTool({ name: 'shout', arguments: { text: 'private' } }));
    expect(JSON.stringify(await spans())).not.toMatch(/private/i);
  });

  sees(
    'context across processes: an observed client and a server that is not, and the other way round',
    async () => {
      const near = observe.client(client.make());
      await (await joined(near, server.make(tools)))();
      const far = observe.server(server.make(tools));
      const plain = client.make();
      const end = await joined(plain, far);
      await plain.callTool({ name: 'shout', arguments: { text: 'a' } });
      await end();
      const served = named(await spans(), 'tools/call shout', SERVER);
      expect(served.parentSpanId).toBe('');
    },
  );

  sees('same answers: results, errors, classes and fields', async () => {
    const observed = observe.client(client.make());
    const plain = client.make();
    expect(observed).toBeInstanceOf(plain.constructor);
    expect(observed.constructor).toBe(plain.constructor);
    const closed = { observed: 0, plain: 0 };
    const onclose = () => {
      closed.observed += 1;
    };
    observed.onclose = onclose;
    expect(observed.onclose).toBe(onclose);
    plain.onclose = () => {
      closed.plain += 1;
    };
    const ends = [
      await joined(observed, observe.server(server.make(tools))),
      await joined(plain, server.make(tools)),
    ];
    expect(observed.transport).toBeInstanceOf((plain.transport as object).constructor);
    for (const name of ['shout', 'fail', 'none']) {
      const outcome = (one: AnyClient) =>
        one.callTool({ name, arguments: { text: 'a' } }).then(
          (value) => ({ value }),
          (error: Error) => ({ name: error.name, message: error.message, class: error.constructor }),
        );
      expect(await outcome(observed)).toEqual(await outcome(plain));
    }
    expect(await observed.listTools()).toEqual(await plain.listTools());
    for (const end of ends) await end();
    expect(closed.observed).toBe(closed.plain);
  });

  if (client.newest && server === serverTwoKit) {
    const { newest } = client;
    sees('streamable HTTP: the newest protocol, which has no sessions', async () => {
      const served = await server.http(() => observe.server(server.make(tools)));
      const near = observe.client(newest());
      try {
        await near.connect(client.http(served.url));
        await near.callTool({ name: 'shout', arguments: { text: 'a' } });
        await near.close();
      } finally {
        await served.close();
      }
      const all = await spans();
      const version = { 'mcp.protocol.version': '2026-07-28' };
      const call = named(all, 'tools/call shout', CLIENT);
      expect(call.attributes).toMatchObject(version);
      expect(named(all, 'tools/call shout', SERVER)).toMatchObject({
        parentSpanId: call.spanId,
        attributes: version,
      });
      expect(all.some(({ name }) => name === 'initialize')).toBe(false);
    });
  }

  sees('streamable HTTP', async () => {
    const served = await server.http(() => observe.server(server.make(tools)));
    const near = observe.client(client.make());
    try {
      await near.connect(client.http(served.url));
      expect(await near.callTool({ name: 'shout', arguments: { text: 'a' } })).toMatchObject({
        content: [{ text: 'A' }],
      });
      await near.close();
    } finally {
      await served.close();
    }
    const all = await spans();
    const call = named(all, 'tools/call shout', CLIENT);
    expect(call.attributes).toMatchObject({
      'network.transport': 'tcp',
      'network.protocol.name': 'http',
      'server.address': '127.0.0.1',
      'server.port': Number(new URL(served.url).port),
    });
    expect(named(all, 'tools/call shout', SERVER)).toMatchObject({
      parentSpanId: call.spanId,
      attributes: { 'network.transport': 'tcp' },
    });
  });
}

function overStdio(sees: Sees, client: ClientKit, version: 'one' | 'two'): void {
  sees('stdio', async () => {
    const near = observe.client(client.make());
    const transport = client.stdio(
      stdioCommand(version, { OTEL_EXPORTER_OTLP_ENDPOINT: receiver().url, OTEL_SERVICE_NAME: 'counter' }),
    );
    const problems: unknown[] = [];
    Object.assign(near, { onerror: (error: unknown) => problems.push(error) });
    await near.connect(transport);
    expect(await near.callTool({ name: 'count', arguments: { text: 'abc' } })).toMatchObject({
      content: [{ text: '3' }],
    });
    await near.close();
    expect(problems).toEqual([]);
    await flush();
    const { spans: all, logs } = receiver();
    const call = named(all, 'tools/call count', CLIENT);
    expect(call.attributes['network.transport']).toBe('pipe');
    const served = named(all, 'tools/call count', SERVER);
    expect(served).toMatchObject({ parentSpanId: call.spanId, resource: { 'service.name': 'counter' } });
    expect(only(logs.filter(({ body }) => body === 'counting'))).toMatchObject({
      traceId: call.traceId,
      spanId: served.spanId,
    });
  });
}

integration({ group: 'wrapper', name: '@modelcontextprotocol/sdk' }, (sees) => {
  cases(sees, clientOne, serverOne);
  overStdio(sees, clientOne, 'one');

  sees('counted once: a tool of LangChain that is one of MCP', async () => {
    const near = observe.client(clientOne.make());
    const end = await joined(near, observe.server(serverOne.make(tools)));
    const shout = tool(
      async ({ text }) => {
        const { content } = await near.callTool({ name: 'shout', arguments: { text } });
        return JSON.stringify(content);
      },
      { name: 'shout', description: 'Shouts', schema: z.object({ text: z.string() }) },
    );
    await RunnableLambda.from((text: string) => shout.invoke({ text })).invoke('a', {
      callbacks: [observatoryCallbacks()],
    });
    await end();
    const all = await spans();
    const step = only(all.filter(({ attributes }) => attributes['observatory.step.kind'] === 'tool'));
    expect(step).toMatchObject({
      name: 'execute_tool shout',
      attributes: { 'mcp.method.name': 'tools/call' },
    });
    expect(named(all, 'tools/call shout', SERVER).parentSpanId).toBe(step.spanId);
  });

  sees('context across processes: client, MCP, agent service and database are one trace', async () => {
    const near = observe.client(clientOne.make());
    await near.connect(
      clientOne.stdio(
        stdioCommand('one', { OTEL_EXPORTER_OTLP_ENDPOINT: receiver().url, OTEL_SERVICE_NAME: 'counter' }),
      ),
    );
    await agentTracking.trackExecution('triage', 'answer', () =>
      near.callTool({ name: 'research', arguments: { text: 'abc' } }),
    );
    await near.close();
    const all = await spans();
    const way: string[] = [];
    let span = all.find(({ name }) => name === 'SELECT');
    while (span !== undefined) {
      const { parentSpanId, name, resource } = span;
      way.unshift(`${resource['service.name']}: ${name}`);
      span = all.find(({ spanId }) => spanId === parentSpanId);
    }
    expect(way).toEqual([
      'test-service: invoke_agent triage',
      'test-service: tools/call research',
      'counter: tools/call research',
      'counter: invoke_agent researcher',
      'counter: SELECT',
    ]);
    const [outer, inner] = [named(all, 'invoke_agent triage', 1), named(all, 'invoke_agent researcher', 1)];
    expect(inner.attributes['observatory.execution.parent_id']).toBe(outer.traceId + outer.spanId);
  });
});

integration({ group: 'wrapper', name: '@modelcontextprotocol/client' }, (sees) => {
  cases(sees, clientTwoKit, serverOne);
  overStdio(sees, clientTwoKit, 'two');
});

integration({ group: 'wrapper', name: '@modelcontextprotocol/server' }, (sees) => {
  cases(sees, clientTwoKit, serverTwoKit);
  overStdio(sees, clientOne, 'two');
});
