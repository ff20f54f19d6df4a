/** A service that has OpenTelemetry's SDK of its own, whichever train, and the shim beside it. */

import { agentTracking, createLogger, init } from '@observatory/shim';
import * as api from '@opentelemetry/api';
import { NodeSDK } from '@opentelemetry/sdk-node';

const sdk = new NodeSDK();
sdk.start();
await init();
const logger = createLogger('own-sdk');
await api.trace.getTracer('app').startActiveSpan('request', async (span) => {
  await agentTracking.trackExecution('coder', 'generate', () => logger.info('from the shim'));
  span.end();
});
// From 1.10 on, the API of logs is part of the API.
const { logs } = api.logs ? api : await import('@opentelemetry/api-logs');
logs.getLogger('app').emit({ body: 'from the application' });
logger.recordMetric('orders_total', 3, { shop: 'a' });
await sdk.shutdown();
console.log('done');
