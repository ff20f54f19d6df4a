import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';

/** A client that knows nothing of Observatory: `node ask.js find_books author 'Le Guin'`. */
const [name = 'find_books', parameter = 'author', value = 'Le Guin'] = process.argv.slice(2);
const client = new Client({ name: 'plain', version: '1.0.0' });
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: ['server.js'],
    cwd: import.meta.dirname,
    env: { ...process.env, OTEL_SERVICE_NAME: process.env.SERVER_NAME ?? 'example-mcp-server' },
  }),
);
const { content } = await client.callTool({ name, arguments: { [parameter]: value } });
console.log(content[0].text);
await client.close();
