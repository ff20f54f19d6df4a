import fastify from 'fastify';
import { checkStock } from './clerk.js';

const app = fastify();
app.addHook('onRequest', async function checkKey() {});
app.get('/stock/:article', (request) => checkStock(request.params.article));

await app.listen({ port: 0, host: '127.0.0.1' });
const { port } = app.server.address();
for (const article of ['tea', 'cocoa']) {
  const answer = await fetch(`http://127.0.0.1:${port}/stock/${article}`);
  console.log(answer.status, await answer.text());
}
app.server.closeAllConnections();
await app.close();
