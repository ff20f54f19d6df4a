// A streamed answer of a model, read to its end: `model-stream.mjs bare|shim|traceloop`, with MODEL_URL in the environment.
// Spans go nowhere.
import OpenAI, * as module from 'openai';
import { serveVariant } from './serve-variant.mjs';

const client = new OpenAI({ baseURL: process.env.MODEL_URL, apiKey: 'none', maxRetries: 0 });
const nowhere = {
  onStart() {},
  onEnd() {},
  async forceFlush() {},
  async shutdown() {},
};

const variants = {
  bare: () => client,
  async shim() {
    const { init } = await import('@observatory/shim');
    const { observeOpenAI } = await import('@observatory/shim/openai');
    await init({ instrument: false, env: { OTEL_EXPORTER: 'none', PROMETHEUS_PORT: '0' } });
    return observeOpenAI(client);
  },
  async traceloop() {
    const { initialize } = await import('@traceloop/node-server-sdk');
    initialize({
      appName: 'bench',
      apiKey: 'none',
      processor: nowhere,
      traceContent: false,
      traceloopSyncEnabled: false,
      silenceInitializationMessage: true,
      instrumentModules: { openAI: Object.assign(OpenAI, { Chat: OpenAI.Chat ?? module.Chat }) },
    });
    return client;
  },
};

const asking = await variants[process.argv[2]]();
let chunks = 0;
serveVariant(async (iterations) => {
  for (let i = 0; i < iterations; i++) {
    const stream = await asking.chat.completions.create({
      model: 'gpt-4.1-mini',
      messages: [{ role: 'user', content: 'How is the weather in Bern?' }],
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const _chunk of stream) chunks += 1;
  }
  return chunks;
});
