"""The calls of OpenAI's client that each package is recorded with; the same as those of openai-calls.mjs."""

import os

from openai import OpenAI

from support import in_request, scenario

MODEL = "gpt-4.1-mini"
MESSAGES = [{"role": "user", "content": "How is the weather in Oslo?"}]
TOOLS = [
    {
        "type": "function",
        "function": {
            "name": "get_weather",
            "description": "The weather of a city",
            "parameters": {"type": "object", "properties": {"city": {"type": "string"}}, "required": ["city"]},
        },
    }
]


def openai_calls():
    client = OpenAI(api_key="sk-none", base_url=os.environ["REPLAY_URL"] + "/v1", max_retries=0)
    create = client.chat.completions.create

    def stream():
        for _ in create(model=MODEL, messages=MESSAGES, stream=True, stream_options={"include_usage": True}):
            pass

    def tools():
        with in_request("POST /ask"):
            message = create(model=MODEL, messages=MESSAGES, tools=TOOLS).choices[0].message
            answer = {"role": "tool", "tool_call_id": message.tool_calls[0].id, "content": '{"degrees":7}'}
            create(model=MODEL, messages=[*MESSAGES, message, answer], tools=TOOLS)

    scenario("chat", lambda: create(model=MODEL, messages=MESSAGES))
    scenario("stream", stream)
    scenario("tools", tools)
    scenario("responses", lambda: client.responses.create(model=MODEL, input="How is the weather?"))
    scenario("embeddings", lambda: client.embeddings.create(model="text-embedding-3-small", input="Oslo"))
    scenario("error", lambda: create(model="gpt-overloaded", messages=MESSAGES))
