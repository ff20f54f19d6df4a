import { database } from './database.js';

const logger = console;

/** Answers a question about the stock: asks the model which product is meant, then the database. */
export async function assist(question) {
  const plan = await askModel(question);
  const stock = await findStock(plan.product);
  logger.info('Answered');
  return `There are ${stock} of product ${plan.product}.`;
}

/** In place of a model: takes the last word of the question. */
async function askModel(question) {
  await new Promise((resolve) => setTimeout(resolve, 20));
  return { product: question.split(' ').at(-1), usage: { input: 1000, output: 100 } };
}

async function findStock(product) {
  try {
    const { rows } = await database.query('SELECT stock FROM products WHERE id = $1', [product]);
    return rows[0].stock;
  } catch (cause) {
    throw new Error('The stock could not be read', { cause });
  }
}
