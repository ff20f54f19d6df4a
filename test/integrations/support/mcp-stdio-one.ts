import { DatabaseSync } from 'node:sqlite';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { agentTracking, createLogger } from '@observatory/shim';
import { observeMcpServer } from '@observatory/shim/mcp';
import { z } from 'zod';

/** A server over stdio that counts the characters of a text and says so in a log line; an agent of it asks a database. */
const made = new McpServer({ name: 'counter', version: '1' });
const server = process.env.OBSERVED === 'true' ? observeMcpServer(made) : made;
const logger = createLogger('counter');
server.registerTool('count', { inputSchema: { text: z.string() } }, ({ text }) => {
  logger.info('counting');
  return { content: [{ type: 'text', text: String(text.length) }] };
});
const database = new DatabaseSync(':memory:');
server.registerTool('research', { inputSchema: { text: z.string() } }, async ({ text }) => {
  const row = await agentTracking.trackExecution('researcher', 'look', () =>
    database.prepare('SELECT upper(?) AS word').get(text),
  );
  return { content: [{ type: 'text', text: JSON.stringify(row) }] };
});
await server.connect(new StdioServerTransport());
