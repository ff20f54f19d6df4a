import { existsSync, readFileSync } from 'node:fs';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { init } from '@observatory/shim';
import { observeMcpServer } from '@observatory/shim/mcp';
import { z } from 'zod';
import { FAULT_META } from './fault-meta.ts';
import { lintDiff } from './lint-diff.ts';

/*
 * An MCP server with the tools of a code review: a program of its own that speaks over stdin and stdout and
 * ends when its stdin does.
 */

const pullRequest = z.int().positive();

interface Extra {
  readonly _meta?: Readonly<Record<string, unknown>> | undefined;
}

function readDiff(number: number, { _meta }: Extra): string {
  const file = new URL(`../../data/diffs/${number}.diff`, import.meta.url);
  if (_meta?.[FAULT_META] === 'tool_refuses' || !existsSync(file)) {
    throw new Error(`pull request ${number} was force-pushed, its diff is gone`);
  }
  return readFileSync(file, 'utf8');
}

const text = (value: string) => ({ content: [{ type: 'text' as const, text: value }] });

// Before the server: what is served before telemetry runs is not seen.
await init();
const server = observeMcpServer(new McpServer({ name: 'review-tools', version: '1.0.0' }));

server.registerTool(
  'read_diff',
  { description: 'The unified diff of a pull request.', inputSchema: { pullRequest } },
  ({ pullRequest: number }, extra) => text(readDiff(number, extra)),
);
server.registerTool(
  'lint_diff',
  { description: 'What the rules of the house say of a pull request.', inputSchema: { pullRequest } },
  ({ pullRequest: number }, extra) => text(JSON.stringify(lintDiff(readDiff(number, extra)))),
);

// Ctrl-C reaches the whole process group; the client ends this server after its last call.
process.on('SIGINT', () => {});
process.stdin.once('end', () => server.close());
await server.connect(new StdioServerTransport());
