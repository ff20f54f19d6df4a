import os

from openai import AsyncOpenAI
from pydantic_ai import Agent
from pydantic_ai.models.openai import OpenAIChatModel
from pydantic_ai.providers.openai import OpenAIProvider

import support
from support import scenario


def agent_of(model):
    client = AsyncOpenAI(api_key="sk-none", base_url=os.environ["REPLAY_URL"] + "/v1", max_retries=0)
    return Agent(OpenAIChatModel(model, provider=OpenAIProvider(openai_client=client)), name="forecaster")


Agent.instrument_all()
agent = agent_of("gpt-4.1-mini")


@agent.tool_plain
def get_weather(city: str) -> str:
    return '{"degrees":7}'


scenario("agent", lambda: agent.run_sync("How is the weather in Oslo?"))
scenario("chat", lambda: agent_of("gpt-4.1-mini").run_sync("How is the weather in Oslo?"))
scenario("error", lambda: agent_of("gpt-overloaded").run_sync("How is the weather in Oslo?"))
