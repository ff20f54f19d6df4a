import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { getRequestListener } from '@hono/node-server';
import * as clientTwo from '@modelcontextprotocol/client';
import { StdioClientTransport as StdioClientTwo } from '@modelcontextprotocol/client/stdio';
import { Client as ClientOne } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport as StdioClientOne } from '@modelcontextprotocol/sdk/client/stdio.js';
import { StreamableHTTPClientTransport as HttpClientOne } from '@modelcontextprotocol/sdk/client/streamableHttp.js';
import { InMemoryTransport } from '@modelcontextprotocol/sdk/inMemory.js';
import { Server as LowOne } from '@modelcontextprotocol/sdk/server/index.js';
import { McpServer as ServerOne } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StreamableHTTPServerTransport } from '@modelcontextprotocol/sdk/server/streamableHttp.js';
import {
  CallToolRequestSchema,
  CompleteRequestSchema,
  CreateMessageRequestSchema,
} from '@modelcontextprotocol/sdk/types.js';
import * as serverTwo from '@modelcontextprotocol/server';
import { z } from 'zod';

/** As much of a client as the tests use, alike in both versions. */
export interface AnyClient {
  connect(transport: unknown): Promise<void>;
  close(): Promise<void>;
  callTool(
    params: { name: string; arguments?: object },
    ...more: unknown[]
  ): Promise<Record<string, unknown>>;
  listTools(): Promise<{ tools: { name: string }[] }>;
  getPrompt(params: { name: string; arguments?: object }): Promise<unknown>;
  readResource(params: { uri: string }): Promise<unknown>;
  complete(params: object): Promise<unknown>;
  ping(): Promise<unknown>;
  onclose?: (() => void) | undefined;
  readonly transport: unknown;
}

/** What a tool of the test's server is given. */
export interface ToolContext {
  readonly sample: (text: string) => Promise<unknown>;
  readonly progress: (progress: number) => Promise<unknown>;
  readonly signal: AbortSignal;
}

export type Tools = Record<string, (args: { text: string }, context: ToolContext) => unknown>;

export interface AnyServer {
  connect(transport: unknown): Promise<void>;
  close(): Promise<void>;
}

export interface ClientKit {
  readonly make: (sampled?: (text: string) => string) => AnyClient;
  /** One that asks the server which version of the protocol it speaks, and takes the newest. */
  readonly newest?: () => AnyClient;
  /** Arguments of `callTool` after the first that make options of a request. */
  readonly options: (options: object) => unknown[];
  readonly http: (url: string) => unknown;
  readonly stdio: (command: object) => unknown;
}

export interface ServerKit {
  readonly make: (tools: Tools) => AnyServer;
  /** The low-level server, whose one tool answers 'low', and which completes anything to 'soup'. */
  readonly low: () => AnyServer;
  /** Serves servers over HTTP; gives the address and how to end it. */
  readonly http: (make: () => AnyServer) => Promise<{ url: string; close: () => Promise<void> }>;
}

const info = { name: 'test', version: '1' };
const sampling = { capabilities: { sampling: {} } };
const answerOf = (text: string) => ({
  model: 'tiny',
  role: 'assistant' as const,
  content: { type: 'text' as const, text },
});
type Sampling = { params: { messages: { content: unknown }[] } };
const askedIn = ({ params }: Sampling) => String((params.messages[0]?.content as { text?: string })?.text);

export const clientOne: ClientKit = {
  make: (sampled = (text) => text) => {
    const client = new ClientOne(info, sampling);
    client.setRequestHandler(CreateMessageRequestSchema, (request) => answerOf(sampled(askedIn(request))));
    return client as unknown as AnyClient;
  },
  options: (options) => [undefined, options],
  http: (url) => new HttpClientOne(new URL(url)),
  stdio: (command) => new StdioClientOne(command as ConstructorParameters<typeof StdioClientOne>[0]),
};

export const clientTwoKit: ClientKit = {
  make: (sampled = (text) => text) => {
    const client = new clientTwo.Client(info, sampling);
    client.setRequestHandler('sampling/createMessage', (request) =>
      answerOf(sampled(askedIn(request as unknown as Sampling))),
    );
    return client as unknown as AnyClient;
  },
  newest: () => new clientTwo.Client(info, { versionNegotiation: { mode: 'auto' } }) as unknown as AnyClient,
  options: (options) => [options],
  http: (url) => new clientTwo.StreamableHTTPClientTransport(new URL(url)),
  stdio: (command) => new StdioClientTwo(command as ConstructorParameters<typeof StdioClientTwo>[0]),
};

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });
const asked = (value: string) => ({
  messages: [{ role: 'user' as const, content: { type: 'text' as const, text: value } }],
  maxTokens: 10,
});

const completion = { completion: { values: ['soup'] } };
const lowCapabilities = { capabilities: { tools: {}, completions: {}, prompts: {} } };

export const serverOne: ServerKit = {
  low: () => {
    const server = new LowOne(info, lowCapabilities);
    server.setRequestHandler(CallToolRequestSchema, () => text('low'));
    server.setRequestHandler(CompleteRequestSchema, () => completion);
    return server as unknown as AnyServer;
  },
  make: (tools) => {
    const server = new ServerOne(info, { capabilities: { logging: {} } });
    for (const [name, run] of Object.entries(tools)) {
      server.registerTool(name, { inputSchema: { text: z.string() } }, async (args, extra) => {
        const progress = (done: number) =>
          extra.sendNotification({
            method: 'notifications/progress',
            params: { progressToken: extra._meta?.progressToken ?? 0, progress: done },
          });
        const sample = (value: string) => server.server.createMessage(asked(value));
        return text(String(await run(args, { sample, progress, signal: extra.signal })));
      });
    }
    server.registerPrompt('greet', {}, () => ({ messages: asked('hello').messages }));
    server.registerResource('menu', 'shop://menu', {}, () => ({
      contents: [{ uri: 'shop://menu', text: 'soup' }],
    }));
    return server as unknown as AnyServer;
  },
  http: (make) =>
    listen(async (request, response) => {
      const server = make();
      const transport = new StreamableHTTPServerTransport({ sessionIdGenerator: undefined } as never);
      await server.connect(transport);
      response.on('close', () => void server.close());
      await transport.handleRequest(request, response);
    }),
};

export const serverTwoKit: ServerKit = {
  low: () => {
    const server = new serverTwo.Server(info, lowCapabilities);
    server.setRequestHandler('tools/call', () => text('low'));
    server.setRequestHandler('completion/complete', () => completion);
    return server as unknown as AnyServer;
  },
  make: (tools) => {
    const server = new serverTwo.McpServer(info, { capabilities: { logging: {} } });
    for (const [name, run] of Object.entries(tools)) {
      server.registerTool(name, { inputSchema: z.object({ text: z.string() }) }, async (args, context) => {
        const progress = (done: number) =>
          context.mcpReq.notify({
            method: 'notifications/progress',
            params: { progressToken: context.mcpReq._meta?.progressToken ?? 0, progress: done },
          });
        const sample = (value: string) => server.server.createMessage(asked(value));
        return text(String(await run(args, { sample, progress, signal: context.mcpReq.signal })));
      });
    }
    server.registerPrompt('greet', {}, () => ({ messages: asked('hello').messages }));
    server.registerResource('menu', 'shop://menu', {}, () => ({
      contents: [{ uri: 'shop://menu', text: 'soup' }],
    }));
    return server as unknown as AnyServer;
  },
  http: (make) => {
    const handler = serverTwo.createMcpHandler(make as unknown as serverTwo.McpServerFactory);
    const listener = getRequestListener((request) => handler.fetch(request));
    return listen(listener);
  },
};

/** Joins both in this process; gives how to end it. */
export async function joined(client: AnyClient, server: AnyServer): Promise<() => Promise<void>> {
  const [near, far] = InMemoryTransport.createLinkedPair();
  await server.connect(far);
  await client.connect(near);
  return () => client.close();
}

/** How the test's server over stdio is started, observed or not. */
export function stdioCommand(version: 'one' | 'two', env: Record<string, string>, observed = true): object {
  return {
    command: process.execPath,
    args: [
      '--conditions=@observatory/source',
      '--no-warnings',
      ...(observed ? ['--import', '@observatory/shim/register'] : []),
      join(import.meta.dirname, `mcp-stdio-${version}.ts`),
    ],
    cwd: join(import.meta.dirname, '../../..'),
    env: { PATH: process.env.PATH ?? '', PROMETHEUS_PORT: 'off', OBSERVED: String(observed), ...env },
    stderr: 'pipe',
  };
}

async function listen(
  listener: (...given: Parameters<Parameters<typeof createServer>[1] & object>) => unknown,
): Promise<{ url: string; close: () => Promise<void> }> {
  const http = createServer((request, response) => void listener(request, response));
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
  return {
    url: `http://127.0.0.1:${(http.address() as AddressInfo).port}/mcp`,
    close: () =>
      new Promise((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}
