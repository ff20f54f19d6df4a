// Agents that know nothing of Observatory, over and over: half of the runs fail. `plain` speaks OpenTelemetry's GenAI
// conventions with a model that nobody has a price for, `openllmetry` the attributes of Traceloop's SDK and a dear model.
// `steady` never fails, and takes half a second or, from one SIGUSR2 to the next, five.
import { context, SpanKind, SpanStatusCode, trace } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { BasicTracerProvider, SimpleSpanProcessor } from '@opentelemetry/sdk-trace-base';

const [shape, url] = process.argv.slice(2);
const shapes = {
  plain: {
    scope: 'plain',
    agent: [
      'invoke_agent plain-clerk',
      { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'plain-clerk' },
    ],
    chat: [
      'chat made-up-1',
      {
        'gen_ai.operation.name': 'chat',
        'gen_ai.provider.name': 'made_up',
        'gen_ai.request.model': 'made-up-1',
        'gen_ai.usage.input_tokens': 1000,
        'gen_ai.usage.output_tokens': 100,
      },
    ],
  },
  openllmetry: {
    scope: '@traceloop/node-server-sdk',
    agent: [
      'llmetry-clerk.agent',
      { 'traceloop.span.kind': 'agent', 'traceloop.entity.name': 'llmetry-clerk' },
    ],
    chat: [
      'openai.chat',
      {
        'llm.request.type': 'chat',
        'gen_ai.system': 'OpenAI',
        'gen_ai.request.model': 'gpt-4.1',
        'gen_ai.response.model': 'gpt-4.1-2025-04-14',
        'gen_ai.usage.prompt_tokens': 100_000,
        'gen_ai.usage.completion_tokens': 1000,
        'llm.usage.total_tokens': 101_000,
      },
    ],
  },
};
const steady = {
  scope: 'steady',
  agent: [
    'invoke_agent steady-clerk',
    { 'gen_ai.operation.name': 'invoke_agent', 'gen_ai.agent.name': 'steady-clerk' },
  ],
};
const { scope, agent, chat } = { ...shapes, steady }[shape];
const provider = new BasicTracerProvider({
  resource: resourceFromAttributes({ 'service.name': `other-${shape}` }),
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter({ url }))],
});
const tracer = provider.getTracer(scope);

let runs = 0;
let isSlow = false;
process.on('SIGUSR2', () => {
  isSlow = !isSlow;
});
function run() {
  if (chat === undefined) {
    const startTime = Date.now() - (isSlow ? 5000 : 500);
    tracer.startSpan(agent[0], { attributes: agent[1], startTime }).end();
    return;
  }
  const span = tracer.startSpan(agent[0], { attributes: agent[1] });
  tracer
    .startSpan(chat[0], { kind: SpanKind.CLIENT, attributes: chat[1] }, trace.setSpan(context.active(), span))
    .end();
  runs += 1;
  if (runs % 2 === 0) span.setStatus({ code: SpanStatusCode.ERROR, message: 'the archive is closed' });
  span.end();
}
setInterval(run, 200);
process.once('SIGTERM', async () => {
  await provider.shutdown();
  process.exit(0);
});
