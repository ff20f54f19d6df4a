/** UTF-16 units of an execution's error in lists and streams; one execution's own answer has it whole. */
export const MOST_LISTED = 1000;

/** The same of an event's message, error and stack, which are read where they are listed. */
export const MOST_OF_EVENT = 16_000;

const MARK = '…';

/** The text, or as much of its beginning as lists have, cut between characters and marked at its end. */
export function beginningOf(text: string, most: number): string {
  if (text.length <= most) return text;
  const beginning = text.slice(0, most - MARK.length);
  return beginning.replace(/[\uD800-\uDBFF]$/u, '') + MARK;
}
