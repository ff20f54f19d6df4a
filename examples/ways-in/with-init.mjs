// Set up in code: a logger, an agent with a step, a model call and a tool, a metric, feedback. `node with-init.mjs`.
import { agentTracking, createLogger, init, recordFeedback, withContext } from '@observatory/shim';

await init({ serviceName: 'ways-in' });
const logger = createLogger('ways-in');

const { id, answer } = await withContext({ userId: 'user_123', sessionId: 'session_9' }, () =>
  agentTracking.trackExecution('greeter', 'greet', async (execution) => {
    const name = await agentTracking.trackTool({ name: 'lookup', type: 'datastore' }, async () => 'Ada');
    const answer = await agentTracking.trackInference(
      { provider: 'openai', model: 'gpt-4.1' },
      async (call) => {
        // Where a real service asks its model.
        call.setUsage({ input: 12, output: 4 });
        return `Hello, ${name}`;
      },
    );
    logger.info('Greeted', { operation: 'greet', length: answer.length });
    logger.recordMetric('greetings_total', 1, { language: 'en' });
    return { id: execution.id, answer };
  }),
);
await recordFeedback(id, { score: 1, comment: 'Friendly.' });
logger.info(answer);
