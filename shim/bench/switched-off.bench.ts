import { metrics, trace } from '@opentelemetry/api';
import { report } from '../../test/bench/report.ts';
import { agentTracking, createLogger, init, traceOperation } from '../src/index.ts';
import { bareTracedCall } from './bare-otel.ts';

// No SDK is registered, so the API does nothing; the shim is switched off.
await init({ env: { OTEL_ENABLED: 'false' } });
const tracer = trace.getTracer('bare');
const counter = metrics.getMeter('bare').createCounter('jobs_total');
const logger = createLogger('bench');
let calls = 0;
const work = async () => {
  calls += 1;
  return calls;
};

await report({
  title: 'call, switched off',
  baseline: 'an empty async call',
  iterations: 100_000,
  variants: [
    {
      name: 'an empty async call',
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) await work();
        return calls;
      },
    },
    {
      name: 'bare API without an SDK',
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) {
          await bareTracedCall(tracer, 'get_user', { userId: 'user_123', operation: 'user_lookup' }, work);
        }
        return calls;
      },
    },
    {
      name: 'shim: traceAsync',
      maxRatio: 3,
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) {
          await logger.traceAsync('get_user', work, { userId: 'user_123', operation: 'user_lookup' });
        }
        return calls;
      },
    },
    {
      name: 'shim: traceOperation',
      maxRatio: 3,
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) await traceOperation('file.read', { path: '/tmp/a' }, work);
        return calls;
      },
    },
    {
      name: 'shim: trackExecution',
      maxRatio: 3,
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) await agentTracking.trackExecution('agent', 'run', work);
        return calls;
      },
    },
    {
      name: 'shim: trackInference',
      maxRatio: 3,
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) {
          await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, work);
        }
        return calls;
      },
    },
  ],
});

await report({
  title: 'metric operation, switched off',
  baseline: 'bare API without an SDK',
  iterations: 10_000_000,
  variants: [
    {
      name: 'bare API without an SDK',
      run: (iterations) => {
        for (let i = 0; i < iterations; i++) counter.add(1, { kind: 'import', status: 'success' });
        return counter;
      },
    },
    {
      name: 'shim: recordMetric',
      maxRatio: 1.5,
      run: (iterations) => {
        for (let i = 0; i < iterations; i++) {
          logger.recordMetric('jobs_total', 1, { kind: 'import', status: 'success' });
        }
        return logger;
      },
    },
  ],
});
