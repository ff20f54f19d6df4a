import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';
import { observeMcpClient } from '@observatory/shim/mcp';

const server = fileURLToPath(new URL('../services/review-server.ts', import.meta.url));

/** The tool ran and said that it can not do what it was asked (MCP: a result with `isError`). */
export class ToolRefused extends Error {
  override readonly name = 'ToolRefused';
}

export interface ReviewTools {
  /** The tool's text. Throws ToolRefused. */
  call(
    name: string,
    args: Readonly<Record<string, unknown>>,
    meta?: Readonly<Record<string, unknown>>,
  ): Promise<string>;
  close(): Promise<void>;
}

/** An MCP client of the review server, which it starts at the first call. */
export function createReviewTools(): ReviewTools {
  const client = observeMcpClient(new Client({ name: 'code-review-agent', version: '1.0.0' }));
  const transport = new StdioClientTransport({
    command: process.execPath,
    args: ['--conditions=@observatory/source', server],
    // The SDK passes on no variables but PATH, HOME and their like; where telemetry goes is among the others.
    env: {
      ...(process.env as Readonly<Record<string, string>>),
      OTEL_SERVICE_NAME: 'review-tools',
      PROMETHEUS_PORT: 'off',
    },
  });
  let connected: Promise<void> | undefined;
  const connect = () => {
    connected ??= client.connect(transport);
    return connected;
  };

  return {
    async call(name, args, meta = {}) {
      await connect();
      const result = CallToolResultSchema.parse(
        await client.callTool({ name, arguments: args, _meta: { ...meta } }),
      );
      const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
      if (result.isError) throw new ToolRefused(text);
      return text;
    },
    close: () => client.close(),
  };
}
