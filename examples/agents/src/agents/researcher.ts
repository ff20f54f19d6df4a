import { agentTracking } from '@observatory/shim';
import { ask } from '../model/ask.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import { readArticle } from '../tools/read-article.ts';
import { searchArticles } from '../tools/search-articles.ts';
import { summariser } from './summariser.ts';

const log = serviceLogger('research-service');

/** A researcher gave up; `cause` says of what. */
class PartNotResearched extends Error {
  override readonly name = 'PartNotResearched';
}

interface ResearchPart {
  readonly recording: string;
  /** 1 for the first part of the question. */
  readonly part: number;
  readonly topic: string;
  readonly search: string;
}

/** Looks one part of a question up and gives its summary. */
export function researcher(run: Run, { recording, part, topic, search }: ResearchPart): Promise<string> {
  return agentTracking.trackExecution(
    'researcher',
    'look-up',
    async (execution) => {
      run.onCancel((reason) => execution.cancel(reason));
      try {
        const hits = await searchArticles(run, search);
        const articles = [];
        for (const { id } of hits.slice(0, 2)) articles.push(await readArticle(run, id));

        const notes = await ask(
          run,
          {
            provider: 'google',
            model: 'gemini-2.5-flash',
            exchange: `research.${recording}/notes-${part}`,
            messages: [
              { role: 'system', content: `Note what these articles say about ${topic}.` },
              ...articles.map(({ text }) => ({ role: 'user' as const, content: text })),
            ],
          },
          ({ text }) => text,
        );
        return await summariser(run, { recording, part, notes });
      } catch (cause) {
        if (!run.signal.aborted) log.error('part given up', { operation: 'look-up', topic, error: cause });
        throw new PartNotResearched(`The part about ${topic} could not be researched`, { cause });
      }
    },
    { topic, search },
  );
}
