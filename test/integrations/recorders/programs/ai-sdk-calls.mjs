import { anthropicUrl, openaiUrl, require, scenario } from './support.mjs';

/** The calls of the AI SDK that each package is recorded with; `telemetry` is how the version is told to. */
export async function aiSdkCalls({ ai, openai, anthropic, telemetry }) {
  const { z } = require('zod');
  const models = require(openai).createOpenAI({ apiKey: 'sk-none', baseURL: openaiUrl });
  const prompt = 'How is the weather in Oslo?';
  const common = { prompt, maxRetries: 0, ...telemetry('forecaster') };
  const { generateText, streamText, embed, tool, stepCountIs, isStepCount } = require(ai);
  const stepsAtMost = stepCountIs ?? isStepCount;
  const weather = tool({
    description: 'The weather of a city',
    inputSchema: z.object({ city: z.string() }),
    execute: async () => ({ degrees: 7 }),
  });
  await scenario('agent', () =>
    generateText({
      ...common,
      model: models('gpt-4.1-mini'),
      tools: { get_weather: weather },
      stopWhen: stepsAtMost(5),
    }),
  );
  await scenario('chat', () => generateText({ ...common, model: models('gpt-4.1-mini') }));
  await scenario('stream', async () => {
    const result = streamText({ ...common, model: models.chat('gpt-4.1-mini') });
    for await (const _ of result.textStream);
    await result.usage;
  });
  if (anthropic) {
    const claude = require(anthropic).createAnthropic({ apiKey: 'none', baseURL: `${anthropicUrl}/v1` });
    await scenario('anthropic', () => generateText({ ...common, model: claude('claude-sonnet-4-5') }));
  }
  await scenario('embeddings', () => {
    const embedding = (models.embeddingModel ?? models.textEmbeddingModel)('text-embedding-3-small');
    return embed({ model: embedding, value: 'Oslo', maxRetries: 0, ...telemetry('forecaster') });
  });
  await scenario('error', () => generateText({ ...common, model: models('gpt-overloaded') }));
}
