import '@observatory/shim/register';
import { agentTracking } from '@observatory/shim';
import { Queue, QueueEvents } from 'bullmq';
import { connection } from './connection.js';

const queue = new Queue('questions', { connection });
const events = new QueueEvents('questions', { connection });

/** Hands the question to a worker, and waits for what its agent says. */
async function ask(question) {
  const job = await queue.add('answer', { question }, { attempts: 2, removeOnComplete: true });
  return await job.waitUntilFinished(events);
}

for (const question of [
  'When is my parcel delivered?',
  'How do I return a lamp?',
  'Why was I charged twice?',
]) {
  const answer = await agentTracking.trackExecution('desk', 'handle', () => ask(question), question);
  console.log(`${question}\n  ${answer}`);
}

await events.close();
await queue.close();
