import { readFileSync } from 'node:fs';
import { z } from 'zod';

/** What the research agent is asked. */
export const questions = z
  .array(z.object({ recording: z.string(), question: z.string() }))
  .parse(JSON.parse(readFileSync(new URL('../data/questions.json', import.meta.url), 'utf8')));
