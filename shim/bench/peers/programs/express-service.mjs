/** A small Express service; says when it has answered its first request. */
import express from 'express';

const app = express();
app.use(express.json());
app.get('/users/:id', (request, response) => response.json({ id: request.params.id }));
const server = app.listen(0, '127.0.0.1', async () => {
  await (await fetch(`http://127.0.0.1:${server.address().port}/users/7`)).text();
  process.stdout.write('ready\n');
});
