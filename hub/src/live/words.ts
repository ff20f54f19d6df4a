/** The words of a text as a part of a filter; none for a text without any. */
export function wordsOf(text: string | undefined): { words?: string[] } {
  const words = (text ?? '').split(/\s+/).filter((word) => word !== '');
  return words.length === 0 ? {} : { words };
}
