import { report } from '../../test/bench/report.ts';
import { agentTracking, flush, init, shutdown } from '../src/index.ts';
import { bareTracedCall, exportingTracer } from './bare-otel.ts';
import { startOtlpSink } from './otlp-sink.ts';

// As a service runs: all is sent, and the time until the receiver has answered is counted on both sides.
const sink = await startOtlpSink();
await init({ env: { OTEL_EXPORTER_OTLP_ENDPOINT: sink.url, PROMETHEUS_PORT: 'off' } });
const { tracer, flush: flushBare } = exportingTracer(sink.url);
let calls = 0;
const work = async () => {
  calls += 1;
  return calls;
};

await report({
  title: 'agent execution with one inference and one tool call',
  baseline: 'bare OpenTelemetry: three spans',
  iterations: 1000,
  variants: [
    {
      name: 'bare OpenTelemetry: three spans',
      run: async (iterations) => {
        for (let i = 0; i < iterations; i++) {
          await bareTracedCall(tracer, 'invoke_agent coder', { 'gen_ai.agent.name': 'coder' }, async () => {
            await bareTracedCall(tracer, 'chat gpt-4.1', { 'gen_ai.request.model': 'gpt-4.1' }, work);
            await bareTracedCall(tracer, 'execute_tool sql', { 'gen_ai.tool.name': 'sql' }, work);
          });
        }
        await flushBare();
        return calls;
      },
    },
    {
      name: 'shim: three spans, six events, metrics',
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
        await flush();
        return calls;
      },
    },
  ],
});
await shutdown();
sink.stop();
