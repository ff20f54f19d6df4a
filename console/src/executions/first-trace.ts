/** A piece of text to copy. */
interface Snippet {
  readonly title: string;
  readonly text: string;
}

/** What a reader copies to send a first trace to the hub at `origin`, in three ways. */
export function firstTrace(origin: string): Readonly<Record<'shim' | 'otel' | 'python', readonly Snippet[]>> {
  return {
    shim: [
      {
        title: 'app.js',
        text: `import { agentTracking } from '@observatory/shim';

const answer = await agentTracking.trackExecution('researcher', 'answer-question', () => research(question));`,
      },
      {
        title: 'Start it',
        text: `npm install @observatory/shim @opentelemetry/api
export OTEL_SERVICE_NAME=my-service OTEL_EXPORTER_OTLP_ENDPOINT=${origin}
node --import @observatory/shim/register app.js`,
      },
    ],
    otel: [
      {
        title: 'Environment',
        text: `export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}`,
      },
    ],
    python: [
      {
        title: 'agent.py',
        text: `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor

provider = TracerProvider(resource=Resource.create({"service.name": "my-service"}))
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter("${origin}/v1/traces")))
tracer = provider.get_tracer("my-agent")

with tracer.start_as_current_span("invoke_agent researcher") as run:
    run.set_attributes({"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "researcher"})
    with tracer.start_as_current_span("chat gpt-4o-mini") as chat:
        chat.set_attributes({
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.response.model": "gpt-4o-mini",
            "gen_ai.usage.input_tokens": 1200,
            "gen_ai.usage.output_tokens": 85,
        })
provider.shutdown()`,
      },
    ],
  };
}
