import { startModelServer } from './server.mjs';

const { url } = await startModelServer({ port: Number(process.env.PORT ?? 4390) });
process.stdout.write(`Answers like OpenAI at ${url}/v1, like Anthropic at ${url}\n`);
