import '@observatory/shim/register';
import { McpServer } from '@modelcontextprotocol/sdk/server/mcp.js';
import { StdioServerTransport } from '@modelcontextprotocol/sdk/server/stdio.js';
import { createLogger } from '@observatory/shim';
import { observeMcpServer } from '@observatory/shim/mcp';
import { z } from 'zod';
import { findBooks, findReviews, lendBook } from './library.js';

const logger = createLogger();
const server = observeMcpServer(new McpServer({ name: 'library', version: '1.0.0' }));

/** A tool whose answer is JSON. */
function tool(name, description, parameter, run) {
  server.registerTool(name, { description, inputSchema: { [parameter]: z.string() } }, (args) => {
    const found = run(args[parameter]);
    logger.info(`Answered ${name}`, { operation: name });
    return { content: [{ type: 'text', text: JSON.stringify(found) }] };
  });
}

tool('find_books', 'Books of an author', 'author', findBooks);
tool('lend_book', 'Lends a copy of a book', 'title', lendBook);
tool('find_reviews', 'Reviews of a book', 'title', findReviews);

await server.connect(new StdioServerTransport());
