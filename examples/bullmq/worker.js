import '@observatory/shim/register';
import { agentTracking } from '@observatory/shim';
import { observeOpenAI } from '@observatory/shim/openai';
import { Worker } from 'bullmq';
import OpenAI from 'openai';
import { connection } from './connection.js';

const client = observeOpenAI(new OpenAI());

async function answer(question) {
  const { choices } = await client.chat.completions.create({
    model: 'gpt-4.1-mini',
    messages: [
      { role: 'system', content: 'You answer customers of a shop in one sentence.' },
      { role: 'user', content: question },
    ],
  });
  return choices[0].message.content;
}

const worker = new Worker(
  'questions',
  async ({ data: { question }, attemptsMade }) => {
    // The accounts are slow to come: BullMQ tries again.
    if (question.includes('charged') && attemptsMade === 0) throw new Error('the accounts do not answer');
    return await agentTracking.trackExecution('answerer', 'answer', () => answer(question), question);
  },
  { connection },
);
worker.on('ready', () => console.log('The worker is ready.'));
process.on('SIGTERM', () => worker.close());
