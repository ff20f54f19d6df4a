const articles = [
  'Orders are sent within two days.',
  'Lamps come with a warranty of three years.',
  'Returns are free for thirty days.',
];

/** The article that is nearest to a question, by their embeddings. */
export async function nearest(client, question) {
  const { data } = await client.embeddings.create({
    model: 'text-embedding-3-small',
    input: [question, ...articles],
  });
  const [asked, ...rest] = data.map(({ embedding }) => embedding);
  const scores = rest.map((vector) => vector.reduce((sum, value, at) => sum + value * asked[at], 0));
  return [articles[scores.indexOf(Math.max(...scores))]];
}
