from openinference.instrumentation.openai import OpenAIInstrumentor

import support
from openai_calls import openai_calls

OpenAIInstrumentor().instrument(tracer_provider=support.provider)
openai_calls()
