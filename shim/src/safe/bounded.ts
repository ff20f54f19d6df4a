import { CUT_MARK } from './cut.ts';

/** Longer than any key or token in common use. */
const LONGEST_TOKEN = 4096;

/**
 * The start of a long text, marked, so that the work on it has a limit. What might be the first half of a
 * secret at its end goes too, since half a key no longer looks like one.
 */
export function bounded(text: string, length: number): string {
  if (text.length <= length) return text;
  let end = Math.max(0, length);
  const stop = Math.max(0, end - LONGEST_TOKEN);
  while (end > stop && isTokenCharacter(text.charCodeAt(end - 1))) end--;
  return text.slice(0, end) + CUT_MARK;
}

/** Letters, digits and `+ - . / = _ ~`. */
function isTokenCharacter(code: number): boolean {
  return (
    (code >= 45 && code <= 57) ||
    (code >= 65 && code <= 90) ||
    (code >= 97 && code <= 122) ||
    code === 43 ||
    code === 61 ||
    code === 95 ||
    code === 126
  );
}
