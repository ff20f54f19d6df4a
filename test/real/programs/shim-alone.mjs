/** A service with the shim and nothing else of OpenTelemetry than the API. */

import { agentTracking, createLogger, flush, init } from '@observatory/shim';
import * as api from '@opentelemetry/api';

await init();
const logger = createLogger('shim-alone');
await api.trace.getTracer('app').startActiveSpan('request', async (span) => {
  await agentTracking.trackExecution('coder', 'generate', () => logger.info('from the shim'));
  span.end();
});
// From 1.10 on, the API of logs is part of the API.
const { logs } = api.logs ? api : await import('@opentelemetry/api-logs');
logs.getLogger('app').emit({ body: 'from the application' });
logger.recordMetric('orders_total', 3, { shop: 'a' });
await flush();
console.log('done');
