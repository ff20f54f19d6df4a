"""An agent that answers two questions about the weather; the model asks for a tool."""

import json
import logging
import os

import telemetry
from openai import OpenAI
from opentelemetry import metrics, trace

stop = telemetry.start()
log = logging.getLogger("forecaster")
log.setLevel(logging.INFO)
tracer = trace.get_tracer("forecaster")
questions = metrics.get_meter("forecaster").create_counter("questions", description="Questions that were asked")
client = OpenAI()
MODEL = os.environ.get("OPENAI_MODEL", "gpt-4.1-mini")
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather of a city",
            "parameters": {
                "type": "object",
                "properties": {"city": {"type": "string"}},
                "required": ["city"],
            },
        },
    }
]


def get_weather(city):
    if city == "Atlantis":
        raise LookupError("no weather station in Atlantis")
    return {"city": city, "degrees": 7, "sky": "clear"}


def call_tool(call):
    """A tool call is the span `execute_tool {tool}`."""
    name = call.function.name
    attributes = {"gen_ai.operation.name": "execute_tool", "gen_ai.tool.name": name}
    with tracer.start_as_current_span(f"execute_tool {name}", attributes=attributes):
        answer = get_weather(**json.loads(call.function.arguments))
        return {"role": "tool", "tool_call_id": call.id, "content": json.dumps(answer)}


def ask(question, user):
    """A run of the agent is the span `invoke_agent {agent}`: what happens within it are its steps."""
    attributes = {
        "gen_ai.operation.name": "invoke_agent",
        "gen_ai.agent.name": "forecaster",
        "user.id": user,
    }
    with tracer.start_as_current_span("invoke_agent forecaster", attributes=attributes):
        questions.add(1)
        log.info("Asked: %s", question)
        messages = [{"role": "user", "content": question}]
        for _ in range(4):
            message = client.chat.completions.create(model=MODEL, messages=messages, tools=TOOLS).choices[0].message
            if not message.tool_calls:
                log.info("Answered: %s", message.content)
                return
            messages += [message, *map(call_tool, message.tool_calls)]


for city, user in [("Oslo", "ann"), ("Atlantis", "bob")]:
    try:
        ask(f"How is the weather in {city}?", user)
    except LookupError as error:
        log.error("Failed: %s", error)
stop()
