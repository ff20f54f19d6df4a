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

/** After so many calls a session ends and the next call begins another, as clients come and go. */
const CALLS_A_SESSION = 40;

interface Session {
  readonly client: Client;
  readonly connected: Promise<void>;
  calls: number;
  underWay: number;
}

/** An MCP client of the review server, which it starts at the first call of a session. */
export function createReviewTools(): ReviewTools {
  const sessions = new Set<Session>();
  let latest: Session | undefined;

  const session = () => {
    if (latest === undefined || latest.calls >= CALLS_A_SESSION) {
      latest = openSession();
      sessions.add(latest);
    }
    return latest;
  };
  const close = async (one: Session) => {
    await one.client.close();
    sessions.delete(one);
  };

  return {
    async call(name, args, meta = {}) {
      const taken = session();
      taken.calls += 1;
      taken.underWay += 1;
      try {
        await taken.connected;
        const result = CallToolResultSchema.parse(
          await taken.client.callTool({ name, arguments: args, _meta: { ...meta } }),
        );
        const text = result.content.map((part) => (part.type === 'text' ? part.text : '')).join('');
        if (result.isError) throw new ToolRefused(text);
        return text;
      } finally {
        taken.underWay -= 1;
        // No run waits for the end of a server.
        if (taken.calls >= CALLS_A_SESSION && taken.underWay === 0) close(taken).catch(() => {});
      }
    },
    async close() {
      await Promise.all([...sessions].map(close));
    },
  };
}

function openSession(): Session {
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
  return { client, connected: client.connect(transport), calls: 0, underWay: 0 };
}
