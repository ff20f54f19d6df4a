import { type Variable, wordReader } from './value-types.ts';

/** Words of a list, parted by commas, each once; `none` stands alone. */
export function wordList<const W extends string>(
  words: readonly W[],
  fallback: readonly NoInfer<W>[],
  meaning: string,
): Variable<readonly W[]> {
  const readWord = wordReader(words);
  return {
    type: `list of ${words.map((word) => `\`${word}\``).join(', ')}`,
    fallback,
    fallbackText: `\`${fallback.join(',')}\``,
    meaning,
    expected: `a list of ${words.join(', ')}`,
    read: (given) => {
      const read = given.split(',').flatMap((word) => (word.trim() ? [readWord(word.trim())] : []));
      const known = new Set(read.filter((word) => word !== undefined));
      const alone = known.size === 1 || ![...known].includes('none' as W);
      return known.size > 0 && !read.includes(undefined) && alone ? [...known] : undefined;
    },
  };
}

/** Several texts with commas between them. */
export function list(meaning: string): Variable<readonly string[] | undefined> {
  return {
    type: 'list',
    fallback: undefined,
    meaning,
    expected: 'texts with commas between them',
    read: (given) =>
      given
        .split(',')
        .map((item) => item.trim())
        .filter((item) => item !== ''),
  };
}

/** Shares by word: `debug=0.1,trace=0.01`; each from 0 to 1, a word at most once. */
export function shares<const W extends string>(
  words: readonly W[],
  meaning: string,
): Variable<Readonly<Partial<Record<W, number>>> | undefined> {
  const pair = /^\s*([a-z]+)\s*=\s*([0-9.]+)\s*$/i;
  return {
    type: '`word=ratio,word=ratio`',
    fallback: undefined,
    meaning,
    expected: `shares from 0 to 1 of ${words.join(', ')}, such as ${words[0]}=0.1`,
    read: (given) => {
      const found: Partial<Record<W, number>> = {};
      for (const item of given.split(',')) {
        const [, name = '', text = ''] = pair.exec(item) ?? [];
        const word = words.find((known) => known === name.toLowerCase());
        const share = Number(text || Number.NaN);
        if (word === undefined || found[word] !== undefined || !(share >= 0 && share <= 1)) return undefined;
        found[word] = share;
      }
      return found;
    },
  };
}
