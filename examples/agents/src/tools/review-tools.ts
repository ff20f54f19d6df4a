import { fileURLToPath } from 'node:url';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import type { Transport } from '@modelcontextprotocol/sdk/shared/transport.js';
import { CallToolResultSchema } from '@modelcontextprotocol/sdk/types.js';

const server = fileURLToPath(new URL('../services/review-server.ts', import.meta.url));

/** The tool ran and said that it can not do what it was asked (MCP: a result with `isError`). */
export class ToolRefused extends Error {
  override readonly name = 'ToolRefused';
}

export interface ReviewTools {
  /** What client and server agreed on, such as `2025-11-25`. */
  protocolVersion(): Promise<string>;
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
  const client = new Client({ name: 'code-review-agent', version: '1.0.0' });
  const transport: Transport = new StdioClientTransport({ command: process.execPath, args: [server] });
  let agreed = '';
  transport.setProtocolVersion = (version) => {
    agreed = version;
  };
  let connected: Promise<void> | undefined;
  const connect = () => {
    connected ??= client.connect(transport);
    return connected;
  };

  return {
    async protocolVersion() {
      await connect();
      return agreed;
    },
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
