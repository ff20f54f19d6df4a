import '@observatory/shim/register';
import Anthropic from '@anthropic-ai/sdk';
import { agentTracking } from '@observatory/shim';
import { observeAnthropic } from '@observatory/shim/anthropic';
import { definitions, run } from './tools.js';

const client = observeAnthropic(new Anthropic());
const request = { model: 'claude-haiku-4-5', max_tokens: 1000, tools: definitions };

/** Each answer is a stream; asks until the model wants no tool any more. */
async function plan(question) {
  const messages = [{ role: 'user', content: question }];
  for (let turn = 0; turn < 5; turn++) {
    const stream = client.messages.stream({ ...request, messages });
    stream.on('text', (piece) => process.stdout.write(piece));
    const message = await stream.finalMessage();
    if (message.stop_reason !== 'tool_use') break;
    const calls = message.content.filter(({ type }) => type === 'tool_use');
    const results = await Promise.all(calls.map(use));
    messages.push({ role: 'assistant', content: message.content }, { role: 'user', content: results });
  }
  process.stdout.write('\n');
}

/** What a tool gives goes back to the model, an error too. */
async function use({ id, name, input }) {
  const result = { type: 'tool_result', tool_use_id: id };
  try {
    const found = await agentTracking.trackTool(
      { name, type: 'function', callId: id, arguments: input },
      () => run(name, input),
    );
    return { ...result, content: JSON.stringify(found) };
  } catch (error) {
    return { ...result, content: error.message, is_error: true };
  }
}

for (const question of [
  'How is the weather in Bern?',
  'Which trains go in Zurich, and how is the weather?',
  'How is the weather in Atlantis?',
]) {
  process.stdout.write(`\n${question}\n`);
  await agentTracking.trackExecution('trip-planner', 'plan', () => plan(question), question);
}
