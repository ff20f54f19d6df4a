import '@observatory/shim/register';
import { Client } from '@modelcontextprotocol/sdk/client/index.js';
import { StdioClientTransport } from '@modelcontextprotocol/sdk/client/stdio.js';
import { agentTracking } from '@observatory/shim';
import { observeMcpClient } from '@observatory/shim/mcp';

const client = observeMcpClient(new Client({ name: 'librarian', version: '1.0.0' }));
await client.connect(
  new StdioClientTransport({
    command: process.execPath,
    args: ['server.js'],
    cwd: import.meta.dirname,
    // The SDK passes on no variables but PATH, HOME and their like.
    env: { ...process.env, OTEL_SERVICE_NAME: 'example-mcp-server', PROMETHEUS_PORT: 'off' },
  }),
);

async function use(name, args) {
  const { content, isError } = await client.callTool({ name, arguments: args });
  if (isError) throw new Error(`The tool ${name} failed: ${content[0].text}`);
  return JSON.parse(content[0].text);
}

/** What a model would decide: looks for books of an author, and borrows the first that is there. */
async function borrow(author) {
  const books = await use('find_books', { author });
  const book = books.find(({ copies }) => copies > 0);
  return book ? await use('lend_book', { title: book.title }) : 'none is there';
}

/** Asks for what the database does not have. */
async function review(author) {
  const [book] = await use('find_books', { author });
  return await use('find_reviews', { title: book.title });
}

for (const [operation, work, author] of [
  ['borrow', borrow, 'Le Guin'],
  ['borrow', borrow, 'Lem'],
  ['review', review, 'Lem'],
]) {
  try {
    const answer = await agentTracking.trackExecution('librarian', operation, () => work(author));
    console.log(`${operation} ${author}:`, answer);
  } catch (error) {
    console.log(`${operation} ${author}: ${error.message}`);
  }
}
await client.close();
