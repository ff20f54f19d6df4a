// Wrappers alone, without `init`: they use the application's own OpenTelemetry where it has one. Here it has none, and
// what happens is seen in the process itself. `node wrappers.mjs`.
import { agentTracking, eventStream, getMetrics, traceOperation } from '@observatory/shim';

const id = eventStream.subscribeToAll(({ type, message }) => process.stdout.write(`${type}: ${message}\n`));
await agentTracking.trackExecution('counter', 'count', async () => {
  await agentTracking.trackStep('one', async () => 1);
  return await traceOperation('add', { 'numbers.count': 2 }, async () => 1 + 1);
});
getMetrics().incrementCounter('sums_total');
// Subscribers are served beside the work, never within it.
await new Promise((served) => setImmediate(() => setImmediate(served)));
eventStream.unsubscribe(id);
