import { agentTracking } from '@observatory/shim';
import { z } from 'zod';
import { judge } from '../judge.ts';
import { ask } from '../model/ask.ts';
import { askForJson } from '../model/ask-for-json.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import { readArticle } from '../tools/read-article.ts';
import { readTicket } from '../tools/read-ticket.ts';
import { saveReply } from '../tools/save-reply.ts';
import { searchArticles } from '../tools/search-articles.ts';

const log = serviceLogger('support-service');

const triage = z.object({
  topic: z.enum(['billing', 'account', 'delivery']),
  priority: z.enum(['low', 'normal', 'high']),
  search: z.string(),
});

/** Answers a support ticket: reads it, sorts it, looks for what the house knows, writes the reply. */
export function supportTriage(run: Run, ticketId: number): Promise<string> {
  return agentTracking.trackExecution(
    'support-triage',
    'answer-ticket',
    async (execution) => {
      run.onCancel((reason) => execution.cancel(reason));
      const ticket = await readTicket(run, ticketId);
      log.info('ticket taken', { operation: 'answer-ticket', ticketId, subject: ticket.subject });

      const { topic, priority, search } = await askForJson(
        run,
        {
          provider: 'openai',
          model: 'gpt-4.1-mini',
          exchange: `support-triage.${ticket.recording}/classify`,
          messages: [
            { role: 'system', content: 'Sort the ticket. Answer as JSON: topic, priority, search.' },
            { role: 'user', content: ticket.body },
          ],
        },
        triage,
      );
      if (priority === 'high') log.warn('urgent ticket', { ticketId, topic });

      const [best] = await searchArticles(run, search);
      if (!best) throw new Error(`The knowledge base has nothing on '${search}'.`);
      const article = await readArticle(run, best.id);
      log.debug('article chosen', { ticketId, article: article.id });

      const reply = await ask(
        run,
        {
          provider: 'anthropic',
          model: 'claude-sonnet-4-5',
          exchange: `support-triage.${ticket.recording}/answer`,
          messages: [
            { role: 'system', content: `Answer from this article only.\n\n${article.text}` },
            { role: 'user', content: ticket.body },
          ],
        },
        ({ text }) => text,
      );
      await saveReply(run, ticketId, reply);
      judge(run, 'helpfulness', execution.id);
      log.info('ticket answered', { operation: 'answer-ticket', ticketId, topic, priority });
      return reply;
    },
    { ticketId },
  );
}
