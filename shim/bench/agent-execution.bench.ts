import { report } from '../../test/bench/report.ts';
import { agentTracking, init } from '../src/index.ts';
import { bareTracedCall, bareTracer } from './bare-otel.ts';

// Spans are recorded, metrics are kept, events go nowhere; as much as a service pays before its export.
await init({ env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });
const tracer = bareTracer(true);
let calls = 0;
const work = async () => {
  calls += 1;
  return calls;
};

await report({
  title: 'agent execution with one inference and one tool call (three spans)',
  baseline: 'bare OpenTelemetry',
  iterations: 1000,
  variants: [
    {
      name: 'bare OpenTelemetry',
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) {
          await bareTracedCall(tracer, 'invoke_agent coder', { 'gen_ai.agent.name': 'coder' }, async () => {
            await bareTracedCall(tracer, 'chat gpt-4.1', { 'gen_ai.request.model': 'gpt-4.1' }, work);
            await bareTracedCall(tracer, 'execute_tool sql', { 'gen_ai.tool.name': 'sql' }, work);
          });
        }
        return calls;
      },
    },
    {
      name: 'shim: spans, events, metrics',
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) {
          await agentTracking.trackExecution('coder', 'generate', async () => {
            await agentTracking.trackInference({ provider: 'openai', model: 'gpt-4.1' }, (call) => {
              call.setUsage({ input: 100, output: 20 });
              return work();
            });
            await agentTracking.trackTool({ name: 'sql' }, work);
          });
        }
        return calls;
      },
    },
  ],
});
