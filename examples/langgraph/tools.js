import { setTimeout as wait } from 'node:timers/promises';
import { tool } from 'langchain';
import { z } from 'zod';

const orders = new Map([['1042', 'on its way, with you on Thursday']]);

const orderStatus = tool(
  async ({ id }) => {
    await wait(20);
    const status = orders.get(id);
    if (status === undefined) throw new Error(`There is no order ${id}`);
    return status;
  },
  { name: 'order_status', description: 'Where an order is', schema: z.object({ id: z.string() }) },
);

const stock = tool(async ({ article }) => `12 pieces of ${article}`, {
  name: 'stock',
  description: 'How many of an article are there',
  schema: z.object({ article: z.string() }),
});

/** An order that does not exist is an error, which the graph hands to the model. */
export const tools = [orderStatus, stock];
