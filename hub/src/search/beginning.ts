/** UTF-16 units of an error's or event's text in lists and streams; one execution's own answer has it whole. */
export const MOST_LISTED = 1000;

const MARK = '…';

/** The text, or as much of its beginning as lists have, cut between characters and marked at its end. */
export function beginningOf(text: string): string {
  if (text.length <= MOST_LISTED) return text;
  const beginning = text.slice(0, MOST_LISTED - MARK.length);
  return beginning.replace(/[\uD800-\uDBFF]$/u, '') + MARK;
}
