/** Asks the function three questions, as three events would. */
import { startFunction } from './lambda.mjs';

const lambda = await startFunction({
  nodeArguments: ['--import', '@observatory/shim/register'],
  env: { OBSERVATORY_FLUSH_TIMEOUT: '1000', PROMETHEUS_PORT: 'off' },
});
for (const question of ['Where is my order?', 'How do I return it?', 'Who pays the postage?']) {
  console.log(question, '→', (await lambda.invoke({ question })).answer);
}
await lambda.frozen();
lambda.kill();
