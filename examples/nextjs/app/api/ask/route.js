import { openai } from '@ai-sdk/openai';
import { createLogger } from '@observatory/shim';
import { stepCountIs, streamText, tool } from 'ai';
import { z } from 'zod';

const logger = createLogger('parcel-desk');

const findParcel = tool({
  description: 'Tells where a parcel is',
  inputSchema: z.object({ number: z.string().describe('such as 1042').default('1042') }),
  execute: async ({ number }) => {
    logger.info('Parcel found', { number });
    return { number, place: 'Oslo', arrives: 'tomorrow' };
  },
});

export async function POST(request) {
  const { question } = await request.json();
  const result = streamText({
    model: openai.chat('gpt-4.1-mini'),
    system: 'You tell customers where their parcels are.',
    prompt: question,
    tools: { find_parcel: findParcel },
    stopWhen: stepCountIs(3),
    abortSignal: request.signal,
    telemetry: { functionId: 'parcel-desk' },
  });
  return result.toTextStreamResponse();
}
