import { agentTracking, createLogger } from '@observatory/shim';

const log = createLogger();
const stock = { tea: 12, coffee: 0 };

/** The agent: looks into the stock and decides. */
export function checkStock(article) {
  return agentTracking.trackExecution('stock-clerk', 'check', async () => {
    const left = await agentTracking.trackTool({ name: 'look_up' }, async () => {
      if (!(article in stock)) throw new Error(`no such article: ${article}`);
      return stock[article];
    });
    log.info('stock checked', { article, left });
    return { article, left, order: left < 5 };
  });
}
