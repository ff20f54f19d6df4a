"""Prints the spans of each scenario as the OTLP request that an exporter would send."""

import base64
import json
import sys
from contextlib import contextmanager

from google.protobuf.json_format import MessageToDict
from opentelemetry import trace
from opentelemetry.exporter.otlp.proto.common.trace_encoder import encode_spans
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import TracerProvider
from opentelemetry.sdk.trace.export import SimpleSpanProcessor
from opentelemetry.sdk.trace.export.in_memory_span_exporter import InMemorySpanExporter

exporter = InMemorySpanExporter()
provider = TracerProvider(resource=Resource({"service.name": "recorder"}))
provider.add_span_processor(SimpleSpanProcessor(exporter))
trace.set_tracer_provider(provider)


def scenario(name, run):
    exporter.clear()
    try:
        run()
    except Exception as error:
        if "Rate limit" not in str(error):
            print(f"{name}: {error!r}", file=sys.stderr)
    request = MessageToDict(
        encode_spans(exporter.get_finished_spans()), use_integers_for_enums=True
    )
    print(json.dumps({"scenario": name, "request": with_hex_ids(request)}), flush=True)


def with_hex_ids(value):
    """OTLP/JSON writes ids in hex, protobuf's own JSON in base64."""
    if isinstance(value, list):
        return [with_hex_ids(entry) for entry in value]
    if not isinstance(value, dict):
        return value
    ids = {"traceId", "spanId", "parentSpanId"}
    return {
        key: base64.b64decode(entry).hex() if key in ids else with_hex_ids(entry)
        for key, entry in value.items()
    }


@contextmanager
def in_request(name):
    """The request that a server answers."""
    tracer = trace.get_tracer("server")
    with tracer.start_as_current_span(name, kind=trace.SpanKind.SERVER):
        yield
