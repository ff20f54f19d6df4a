import { z } from 'zod';

/** Executions that one message names. */
export const MOST_IDS = 500;

const from = { hub: z.string().max(64) };
const HubMessage = z.discriminatedUnion('about', [
  /** Events up to the cursor are committed. */
  z.object({ ...from, about: z.literal('events'), cursor: z.int().positive() }),
  /** Executions that changed or are no more. */
  z.object({
    ...from,
    about: z.literal('executions'),
    project: z.string().max(256),
    ids: z.array(z.string().regex(/^[0-9a-f]{48}$/)).max(MOST_IDS),
  }),
  /** Keys, sessions or members changed. */
  z.object({ ...from, about: z.literal('credentials') }),
  /** Answers and events that are in memory are to be forgotten. */
  z.object({ ...from, about: z.literal('forget') }),
]);

/** What one hub tells the others. It names what changed and holds nothing of it: that is read from the database. */
export type HubMessage = z.output<typeof HubMessage>;

/** A message as it came; null for what is none, as of a later hub. */
export function hubMessageOf(text: string): HubMessage | null {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return null;
  }
  return HubMessage.safeParse(given).data ?? null;
}
