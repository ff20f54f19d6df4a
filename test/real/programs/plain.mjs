// A program that knows only OpenTelemetry: an agent with one inference, over HTTP or gRPC.
import { context, SpanKind, trace } from '@opentelemetry/api';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const [protocol, url] = process.argv.slice(2);
const { OTLPTraceExporter } =
  protocol === 'grpc'
    ? await import('@opentelemetry/exporter-trace-otlp-grpc')
    : await import('@opentelemetry/exporter-trace-otlp-proto');
const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': `plain-node-${protocol}` }),
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter({ url }))],
});
const tracer = provider.getTracer('plain');
const agent = tracer.startSpan('invoke_agent weather', {
  attributes: { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'weather' },
});
const chat = tracer.startSpan(
  'chat gpt-4.1',
  {
    kind: SpanKind.CLIENT,
    attributes: {
      'gen_ai.operation.name': 'chat',
      'gen_ai.provider.name': 'openai',
      'gen_ai.request.model': 'gpt-4.1',
      'gen_ai.response.model': 'gpt-4.1-2025-04-14',
    },
  },
  trace.setSpan(context.active(), agent),
);
chat.setAttributes({ 'gen_ai.usage.input_tokens': 1000, 'gen_ai.usage.output_tokens': 100 });
chat.end();
agent.end();
await provider.forceFlush();
await provider.shutdown();
process.stdout.write(agent.spanContext().traceId + agent.spanContext().spanId);
