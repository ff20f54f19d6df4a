import { serve } from '@hono/node-server';
import { Hono } from 'hono';
import { checkStock } from './clerk.js';

const app = new Hono();
app.get('/stock/:article', async (c) => c.json(await checkStock(c.req.param('article'))));
app.onError((error, c) => c.json({ error: error.message }, 500));

const server = serve({ fetch: app.fetch, port: 0, hostname: '127.0.0.1' }, async ({ port }) => {
  for (const article of ['tea', 'cocoa']) {
    const answer = await fetch(`http://127.0.0.1:${port}/stock/${article}`);
    console.log(answer.status, await answer.text());
  }
  server.closeAllConnections();
  server.close();
});
