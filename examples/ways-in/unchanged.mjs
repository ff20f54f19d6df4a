// A service that knows nothing of Observatory. Seen by `node --import @observatory/shim/register unchanged.mjs`.
import { createServer } from 'node:http';

const stock = createServer((_request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify({ apples: 12 }));
});
const shop = createServer(async (_request, response) => {
  const { port } = stock.address();
  const answer = await fetch(`http://127.0.0.1:${port}/stock/apples`);
  response.end(`The shop has ${(await answer.json()).apples} apples\n`);
});

await new Promise((listening) => stock.listen(0, '127.0.0.1', listening));
await new Promise((listening) => shop.listen(0, '127.0.0.1', listening));
const answer = await fetch(`http://127.0.0.1:${shop.address().port}/`);
process.stdout.write(await answer.text());
shop.close();
stock.close();
