import express from 'express';
import { assist } from './assistant.js';
import { createProducts, database } from './database.js';

const app = express();
app.use(express.json());

app.get('/products/:id', async (request, response) => {
  const { rows } = await database.query('SELECT * FROM products WHERE id = $1', [request.params.id]);
  if (rows.length === 0) response.status(404).json({ error: 'There is no such product' });
  else response.json(rows[0]);
});

app.post('/ask', async (request, response) => {
  const answer = await assist(request.body.question);
  response.json({ answer });
});

await createProducts();
const server = app.listen(process.env.PORT ?? 8080, () => {
  console.log(`http://127.0.0.1:${server.address().port}`);
});
