import '@observatory/shim/register';
import { agentTracking } from '@observatory/shim';
import { observeOpenAI } from '@observatory/shim/openai';
import OpenAI from 'openai';
import { nearest } from './articles.js';
import { definitions, run } from './tools.js';

const client = observeOpenAI(new OpenAI());
const model = 'gpt-4.1-mini';

/** Asks until the model wants no tool any more; its last answer is a stream. */
async function answer(question) {
  const articles = await nearest(client, question);
  const messages = [
    { role: 'system', content: `You answer customers of a shop.\n${articles.join('\n')}` },
    { role: 'user', content: question },
  ];
  for (let turn = 0; turn < 5; turn++) {
    const { choices } = await client.chat.completions.create({ model, messages, tools: definitions });
    const { message } = choices[0];
    if (!message.tool_calls) break;
    messages.push(message);
    for (const { id, function: called } of message.tool_calls) {
      const args = JSON.parse(called.arguments);
      const result = await agentTracking.trackTool(
        { name: called.name, type: 'function', callId: id, arguments: args },
        () => run(called.name, args),
      );
      messages.push({ role: 'tool', tool_call_id: id, content: JSON.stringify(result) });
    }
  }
  return await spoken(messages);
}

/** Tokens of a stream are told where `include_usage` asks for them. */
async function spoken(messages) {
  const stream = await client.chat.completions.create({
    model,
    messages,
    stream: true,
    stream_options: { include_usage: true },
  });
  let text = '';
  for await (const { choices } of stream) {
    const piece = choices[0]?.delta.content ?? '';
    process.stdout.write(piece);
    text += piece;
  }
  process.stdout.write('\n');
  return text;
}

for (const question of [
  'Where is my order 1042?',
  'What does the stock say about the blue lamp?',
  'Where is my order 9999?',
]) {
  process.stdout.write(`\n${question}\n`);
  await agentTracking
    .trackExecution('shop-assistant', 'answer', () => answer(question), question)
    .catch((error) => process.stdout.write(`${error.message}\n`));
}

process.stdout.write('\nA summary, by the Responses API:\n');
await agentTracking.trackExecution('shop-summary', 'summarise', async () => {
  const summary = await client.responses.create({ model, input: 'Sum up what customers asked for today.' });
  process.stdout.write(`${summary.output_text}\n`);
});
