# A program that knows only OpenTelemetry: an agent with one inference, over HTTP or gRPC.
import sys

from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.trace import SpanKind

protocol, url = sys.argv[1:3]
if protocol == "grpc":
    from opentelemetry.exporter.otlp.proto.grpc.trace_exporter import OTLPSpanExporter

    exporter = OTLPSpanExporter(endpoint=url, insecure=True)
else:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter

    exporter = OTLPSpanExporter(endpoint=url)

provider = TracerProvider(resource=Resource({"service.name": f"plain-python-{protocol}"}))
provider.add_span_processor(SimpleSpanProcessor(exporter))
tracer = provider.get_tracer("plain")
with tracer.start_as_current_span(
    "invoke_agent weather",
    attributes={"gen_ai.operation.name": "invoke_agent", "gen_ai.agent.name": "weather"},
) as agent:
    with tracer.start_as_current_span(
        "chat gpt-4.1",
        kind=SpanKind.CLIENT,
        attributes={
            "gen_ai.operation.name": "chat",
            "gen_ai.provider.name": "openai",
            "gen_ai.request.model": "gpt-4.1",
            "gen_ai.response.model": "gpt-4.1-2025-04-14",
        },
    ) as chat:
        chat.set_attribute("gen_ai.usage.input_tokens", 1000)
        chat.set_attribute("gen_ai.usage.output_tokens", 100)
    context = agent.get_span_context()
provider.shutdown()
sys.stdout.write(f"{context.trace_id:032x}{context.span_id:016x}")
