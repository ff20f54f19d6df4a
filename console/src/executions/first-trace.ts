/** What a reader copies to send a first trace to the hub at `origin`. */
export function firstTrace(origin: string) {
  return {
    shim: `// OTEL_EXPORTER_OTLP_ENDPOINT=${origin} OTEL_SERVICE_NAME=my-service node app.js
import '@observatory/shim/register';
import { agentTracking } from '@observatory/shim';

await agentTracking.trackExecution('researcher', 'answer question', async () => answer(question));`,
    otel: `export OTEL_SERVICE_NAME=my-service
export OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf
export OTEL_EXPORTER_OTLP_ENDPOINT=${origin}`,
    python: `# pip install opentelemetry-sdk opentelemetry-exporter-otlp-proto-http
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

provider = TracerProvider()
provider.add_span_processor(BatchSpanProcessor(OTLPSpanExporter("${origin}/v1/traces")))
tracer = provider.get_tracer("my-agent")

with tracer.start_as_current_span("invoke_agent researcher") as run:
    run.set_attributes({"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "researcher"})
    with tracer.start_as_current_span("chat gpt-4o-mini") as chat:
        chat.set_attributes({
            "gen_ai.operation.name": "chat", "gen_ai.provider.name": "openai",
            "gen_ai.response.model": "gpt-4o-mini",
            "gen_ai.usage.input_tokens": 1200, "gen_ai.usage.output_tokens": 85,
        })
provider.shutdown()`,
  } as const;
}
