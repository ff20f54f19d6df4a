import { setTimeout as wait } from 'node:timers/promises';

const orders = new Map([['1042', 'on its way, with you on Thursday']]);

/** The tools, as OpenAI wants them described. */
export const definitions = [
  tool('order_status', 'Where an order is', {
    id: { type: 'string', description: 'Number of the order' },
  }),
  tool('stock', 'How many of an article are there', {
    article: { type: 'string', description: 'Name of the article' },
  }),
];

/** Runs a tool; an order that does not exist is an error. */
export async function run(name, args) {
  await wait(20);
  if (name === 'stock') return { article: args.article, pieces: 12 };
  const status = orders.get(args.id);
  if (status === undefined) throw new Error(`There is no order ${args.id}`);
  return { id: args.id, status };
}

function tool(name, description, properties) {
  const parameters = {
    type: 'object',
    properties,
    required: Object.keys(properties),
    additionalProperties: false,
  };
  return { type: 'function', function: { name, description, parameters } };
}
