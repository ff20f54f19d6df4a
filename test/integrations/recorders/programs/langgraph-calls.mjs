import { inRequest, openaiUrl, require, scenario } from './support.mjs';

/** A LangGraph agent that calls a tool, each package is recorded with; its own chat model, and one that fails. */
export async function langgraphCalls() {
  const { ChatOpenAI } = require('@langchain/openai');
  const { tool } = require('@langchain/core/tools');
  const { createReactAgent } = require('@langchain/langgraph/prebuilt');
  const { z } = require('zod');
  const model = (name) =>
    new ChatOpenAI({ model: name, apiKey: 'sk-none', maxRetries: 0, configuration: { baseURL: openaiUrl } });
  const weather = tool(() => '{"degrees":7}', {
    name: 'get_weather',
    description: 'The weather of a city',
    schema: z.object({ city: z.string() }),
  });
  const agent = createReactAgent({ llm: model('gpt-4.1-mini'), tools: [weather], name: 'forecaster' });
  const question = { messages: [{ role: 'user', content: 'How is the weather in Oslo?' }] };
  await scenario('agent', () => agent.invoke(question));
  await scenario('request', () => inRequest('POST /ask', () => agent.invoke(question)));
  await scenario('chat', () => model('gpt-4.1-mini').invoke('How is the weather?'));
  await scenario('stream', async () => {
    for await (const _ of await model('gpt-4.1-mini').stream('How is the weather?'));
  });
  await scenario('error', () => model('gpt-overloaded').invoke('How is the weather?'));
}
