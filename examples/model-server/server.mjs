import { createServer } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { anthropicRoutes } from './anthropic.mjs';
import { geminiRoutes } from './gemini.mjs';
import { openaiRoutes } from './openai.mjs';

/** What a provider's file gives: the end of a path, and the answer to what is posted there. */
const routes = [...openaiRoutes, ...anthropicRoutes, ...geminiRoutes];

/**
 * Starts a server on loopback that answers as providers of models document it, without a model: see
 * `conversation.mjs` for what it says. `delayMs` passes before an answer and between the chunks of a streamed one.
 * @param {{ port?: number, delayMs?: number }} [options] a free port unless given
 * @returns {Promise<{ url: string, close: () => Promise<void> }>}
 */
export async function startModelServer({ port = 0, delayMs = 15 } = {}) {
  const server = createServer((request, response) => {
    answer(request, response, delayMs).catch((error) => {
      if (!response.headersSent) response.writeHead(500, { 'content-type': 'application/json' });
      response.end(
        JSON.stringify({ error: { message: String(error?.message ?? error), type: 'server_error' } }),
      );
    });
  });
  await new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  return {
    url: `http://127.0.0.1:${server.address().port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(request, response, delayMs) {
  const url = new URL(request.url, 'http://127.0.0.1');
  const route = routes.find(
    ({ method = 'POST', path }) => method === request.method && path.test(url.pathname),
  );
  if (route === undefined) {
    send(response, 404, { error: { message: `nothing answers ${request.method} ${url.pathname}` } });
    return;
  }
  const body = await bodyOf(request);
  if (body === undefined) {
    send(response, 400, { error: { message: 'the body is not JSON', type: 'invalid_request_error' } });
    return;
  }
  await wait(delayMs);
  const { status = 200, json, events } = route.answer(body, url);
  if (events === undefined) {
    send(response, status, json);
    return;
  }
  response.writeHead(200, { 'content-type': 'text/event-stream', 'cache-control': 'no-cache' });
  for (const event of events) {
    if (response.destroyed) return;
    response.write(event);
    await wait(delayMs);
  }
  response.end();
}

async function bodyOf(request) {
  let text = '';
  for await (const piece of request.setEncoding('utf8')) text += piece;
  try {
    return text === '' ? {} : JSON.parse(text);
  } catch {
    return undefined;
  }
}

function send(response, status, json) {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(json));
}
