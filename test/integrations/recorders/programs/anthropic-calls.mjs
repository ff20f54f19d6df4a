import { anthropicUrl, scenario } from './support.mjs';

const messages = [{ role: 'user', content: 'How is the weather in Oslo?' }];
const model = 'claude-sonnet-4-5';

/** The calls of Anthropic's client that each package is recorded with. */
export async function anthropicCalls(Anthropic) {
  const client = new Anthropic({ apiKey: 'none', baseURL: anthropicUrl, maxRetries: 0 });
  await scenario('chat', () => client.messages.create({ model, max_tokens: 100, messages }));
  await scenario('stream', async () => {
    const stream = await client.messages.create({ model, max_tokens: 100, messages, stream: true });
    for await (const _ of stream);
  });
  await scenario('error', () =>
    client.messages.create({ model: 'claude-overloaded', max_tokens: 100, messages }),
  );
}
