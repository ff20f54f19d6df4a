import { agentTracking } from '@observatory/shim';
import { ask } from '../model/ask.ts';
import type { Run } from '../run.ts';
import { factChecker } from './fact-checker.ts';

export type DigestTopic = 'billing' | 'delivery' | 'account';

export interface DigestOrder {
  readonly topic: DigestTopic;
  readonly tickets: number;
  readonly answered: number;
}

/** Writes the digest's section on one topic and has it checked. */
export function digestWriter(run: Run, order: DigestOrder): Promise<string> {
  const { topic, tickets, answered } = order;
  return agentTracking.trackExecution(
    'digest-writer',
    'write-section',
    async (execution) => {
      run.onCancel((reason) => execution.cancel(reason));
      const section = await ask(
        run,
        {
          provider: 'openai',
          model: 'gpt-4.1-mini',
          exchange: `nightly-digest/write-${topic}`,
          messages: [
            { role: 'user', content: `Sum up ${tickets} tickets on ${topic}, ${answered} answered.` },
          ],
        },
        ({ text }) => text,
      );
      await factChecker(run, topic, section);
      return section;
    },
    order,
  );
}
