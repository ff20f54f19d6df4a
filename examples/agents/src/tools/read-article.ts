import { z } from 'zod';
import type { Run } from '../run.ts';
import { callService } from './call-service.ts';

const article = z.object({ id: z.string(), title: z.string(), text: z.string() });

/** One article of the knowledge base. */
export function readArticle(run: Run, id: string): Promise<z.infer<typeof article>> {
  return callService(run, {
    name: 'read_article',
    arguments: { id },
    path: `/articles/${encodeURIComponent(id)}`,
    form: article,
  });
}
