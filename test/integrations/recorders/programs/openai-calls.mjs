import { inRequest, openaiUrl, scenario } from './support.mjs';

const messages = [{ role: 'user', content: 'How is the weather in Oslo?' }];
const tools = [
  {
    type: 'function',
    function: {
      name: 'get_weather',
      description: 'The weather of a city',
      parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
    },
  },
];
const model = 'gpt-4.1-mini';

/** The calls of OpenAI's client that each package is recorded with. */
export async function openaiCalls(OpenAI, wrap = (client) => client) {
  const client = wrap(new OpenAI({ apiKey: 'sk-none', baseURL: openaiUrl, maxRetries: 0 }));
  await scenario('chat', () => client.chat.completions.create({ model, messages }));
  await scenario('stream', async () => {
    const stream = await client.chat.completions.create({
      model,
      messages,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const _ of stream);
  });
  await scenario('tools', () =>
    inRequest('POST /ask', async () => {
      const first = await client.chat.completions.create({ model, messages, tools });
      const { message } = first.choices[0];
      const [call] = message.tool_calls;
      const answer = { role: 'tool', tool_call_id: call.id, content: '{"degrees":7}' };
      await client.chat.completions.create({ model, messages: [...messages, message, answer], tools });
    }),
  );
  await scenario('responses', () => client.responses.create({ model, input: 'How is the weather?' }));
  await scenario('embeddings', () =>
    client.embeddings.create({ model: 'text-embedding-3-small', input: 'Oslo' }),
  );
  await scenario('error', () => client.chat.completions.create({ model: 'gpt-overloaded', messages }));
}
