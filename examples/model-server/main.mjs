import { startModelServer } from './server.mjs';

const port = Number(process.env.PORT ?? 4390);
try {
  const { url } = await startModelServer({ port });
  process.stdout.write(`Answers like OpenAI at ${url}/v1, like Anthropic at ${url}\n`);
} catch (error) {
  if (error?.code !== 'EADDRINUSE') throw error;
  process.stderr.write(`Port ${port} is taken: set PORT to a free one, or to 0 for any.\n`);
  process.exitCode = 1;
}
