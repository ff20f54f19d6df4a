/** What the tests of workers run in each of them: one span, and then nothing. */
import cluster from 'node:cluster';
import { agentTracking } from '@observatory/shim';

await agentTracking.trackExecution('in-worker', 'work', () => 1);
if (cluster.isWorker) cluster.worker.disconnect();
else process.disconnect?.();
