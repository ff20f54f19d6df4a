import { z } from 'zod';
import type { Run } from '../run.ts';
import { callService } from './call-service.ts';

const found = z.object({ hits: z.array(z.object({ id: z.string(), title: z.string() })) });

/** The knowledge base's articles for any of these words, best first. */
export async function searchArticles(run: Run, words: string): Promise<{ id: string; title: string }[]> {
  const { hits } = await callService(run, {
    name: 'search_articles',
    arguments: { words },
    path: `/articles?q=${encodeURIComponent(words)}`,
    form: found,
  });
  return hits;
}
