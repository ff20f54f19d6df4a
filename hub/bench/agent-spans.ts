import { context, SpanKind, trace } from '@opentelemetry/api';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import {
  BasicTracerProvider,
  InMemorySpanExporter,
  SimpleSpanProcessor,
} from '@opentelemetry/sdk-trace-base';

const SPANS_OF_RUN = 8;

/** Request bodies in protobuf, made by OpenTelemetry's own SDK: runs of an agent of eight spans, about ten attributes each. */
export function agentRequests(requests: number, spansOfRequest: number): Uint8Array[] {
  const exporter = new InMemorySpanExporter();
  const provider = new BasicTracerProvider({ spanProcessors: [new SimpleSpanProcessor(exporter)] });
  const tracer = provider.getTracer('bench', '1.0.0');
  return Array.from({ length: requests }, () => {
    for (let made = 0; made < spansOfRequest; made += SPANS_OF_RUN) makeRun(tracer, made);
    const body = ProtobufTraceSerializer.serializeRequest(exporter.getFinishedSpans());
    exporter.reset();
    if (!body) throw new Error('the serializer gave nothing');
    return body;
  });
}

function makeRun(tracer: ReturnType<BasicTracerProvider['getTracer']>, seed: number): void {
  const agent = tracer.startSpan('invoke_agent support', {
    attributes: {
      'gen_ai.operation.name': 'invoke_agent',
      'gen_ai.agent.name': `support-${seed % 20}`,
      'gen_ai.conversation.id': `conversation-${seed}`,
      'user.id': `user-${seed % 100}`,
      'session.id': `session-${seed % 1000}`,
      'observatory.execution.operation': 'answer',
      'deployment.environment.name': 'bench',
      'app.tenant': 'acme',
      'app.plan': 'team',
      'app.retries': 0,
    },
  });
  const within = trace.setSpan(context.active(), agent);
  for (let call = 0; call < 4; call += 1) {
    const span = tracer.startSpan(
      'chat gpt-4.1',
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'gen_ai.operation.name': 'chat',
          'gen_ai.provider.name': 'openai',
          'gen_ai.request.model': 'gpt-4.1',
          'gen_ai.response.model': 'gpt-4.1-2025-04-14',
          'gen_ai.response.id': `chatcmpl-${seed}-${call}`,
          'gen_ai.response.finish_reasons': ['stop'],
          'gen_ai.request.temperature': 0.2,
          'gen_ai.usage.input_tokens': 1200 + call,
          'gen_ai.usage.output_tokens': 180 + call,
          'gen_ai.usage.cache_read.input_tokens': 800,
        },
      },
      within,
    );
    span.end();
  }
  for (let call = 0; call < 3; call += 1) {
    const span = tracer.startSpan(
      'execute_tool search',
      {
        attributes: {
          'gen_ai.operation.name': 'execute_tool',
          'gen_ai.tool.name': 'search',
          'gen_ai.tool.type': 'function',
          'gen_ai.tool.call.id': `call-${seed}-${call}`,
          'app.query.length': 42,
          'app.results': 7,
          'app.cache': false,
          'app.region': 'eu-central-1',
          'app.index': 'tickets',
          'app.score': 0.87,
        },
      },
      within,
    );
    span.end();
  }
  agent.end();
}
