import { agentTracking } from '@observatory/shim';
import { z } from 'zod';
import { ask } from '../model/ask.ts';
import { askForJson } from '../model/ask-for-json.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import { together } from '../together.ts';
import { researcher } from './researcher.ts';

const log = serviceLogger('research-service');

const outline = z.object({ parts: z.array(z.object({ topic: z.string(), search: z.string() })).min(1) });

interface ResearchQuestion {
  readonly recording: string;
  readonly question: string;
}

/** Answers a question: splits it into parts, has a researcher work on each, writes the report. */
export function researchLead(run: Run, { recording, question }: ResearchQuestion): Promise<string> {
  return agentTracking.trackExecution(
    'research-lead',
    'answer-question',
    async (execution) => {
      run.onCancel((reason) => execution.cancel(reason));
      log.info('question taken', { operation: 'answer-question', question });

      const { parts } = await askForJson(
        run,
        {
          provider: 'openai',
          model: 'o4-mini',
          exchange: `research.${recording}/plan`,
          messages: [
            { role: 'system', content: 'Split the question into parts that can be looked up on their own.' },
            { role: 'user', content: question },
          ],
        },
        outline,
      );

      const notes = await together(
        parts.map(({ topic, search }, index) =>
          researcher(run, { recording, part: index + 1, topic, search }),
        ),
      );
      log.info('research done', {
        operation: 'answer-question',
        parts: parts.length,
        tokens: run.budget.spent,
      });

      return await ask(
        run,
        {
          provider: 'anthropic',
          model: 'claude-sonnet-4-5',
          exchange: `research.${recording}/report`,
          messages: [
            { role: 'system', content: 'Write a short report from these notes only.' },
            { role: 'user', content: `${question}\n\n${notes.join('\n')}` },
          ],
        },
        ({ text }) => text,
      );
    },
    { question },
  );
}
