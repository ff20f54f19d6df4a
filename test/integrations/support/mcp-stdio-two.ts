import { McpServer } from '@modelcontextprotocol/server';
import { serveStdio } from '@modelcontextprotocol/server/stdio';
import { createLogger } from '@observatory/shim';
import { observeMcpServer } from '@observatory/shim/mcp';
import { z } from 'zod';

/** As `mcp-stdio-one.ts`, of the second version, by the entry that makes a server for each connection. */
const logger = createLogger('counter');
serveStdio(() => {
  const made = new McpServer({ name: 'counter', version: '1' });
  const server = process.env.OBSERVED === 'true' ? observeMcpServer(made) : made;
  server.registerTool('count', { inputSchema: z.object({ text: z.string() }) }, ({ text }) => {
    logger.info('counting');
    return { content: [{ type: 'text', text: String(text.length) }] };
  });
  return server;
});
