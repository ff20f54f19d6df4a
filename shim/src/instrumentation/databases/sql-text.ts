/** How a system writes strings: whether `"` encloses one, and whether `\` keeps its end away. */
export type SqlDialect = 'mysql' | 'postgresql' | 'sqlite';

/** Of a longer statement, what comes after is left out. */
const LONGEST = 4000;

/**
 * A statement without its values: strings and numbers are `?`, comments are gone; names of tables and columns and
 * parameters (`$1`, `:id`) stay. Where a string has no end, nothing after its start is kept.
 */
export function withoutValues(statement: string, dialect: SqlDialect): string {
  return statement
    .slice(0, LONGEST)
    .replace(patterns[dialect], (found: string, ...groups: unknown[]) => {
      const { kept } = groups.at(-1) as { kept?: string };
      return kept ?? (/^(?:--|\/\*|#)/.test(found) ? ' ' : '?');
    })
    .replace(/\s+/g, ' ')
    .trim();
}

/** The first word of a statement in upper case: `SELECT`. '' where it begins with none. */
export function firstWord(statement: string): string {
  const start = statement.slice(0, LONGEST).replace(/^(?:\s|\(|--[^\n]*(?:\n|$)|\/\*[\s\S]*?\*\/)+/, '');
  return /^[a-z]+/i.exec(start)?.[0].toUpperCase() ?? '';
}

// What is quoted may also reach to the end of the text: what was cut off must not show its beginning.
const escaped = (quote: string) =>
  String.raw`${quote}(?:[^${quote}\\]|\\[\s\S]|${quote}${quote})*(?:${quote}|\\?$)`;
const doubled = (quote: string) => `${quote}(?:[^${quote}]|${quote}${quote})*(?:${quote}|$)`;
const dollarQuoted = String.raw`\$(?<tag>(?:[\p{L}_][\p{L}\p{N}_]*)?)\$[\s\S]*?(?:\$\k<tag>\$|$)`;
const comment = String.raw`--[^\n]*|\/\*(?:[^*]|\*(?!\/))*(?:\*\/|\**$)`;
/** PostgreSQL's comments nest: of a statement with one in another nothing after its start is kept. */
const nestingComment = String.raw`--[^\n]*|\/\*(?:[^*/]|\*(?!\/)|\/(?!\*))*(?:\*\/|\/\*[\s\S]*$|\**$)`;
/** With all that follows without a gap: `1_000`, `0xff`, `12ab`. */
const number = String.raw`\.?\d(?:[eE][+-]\d|[\p{L}\p{N}_.])*`;
/** Names and parameters, which may hold digits. */
const word = String.raw`[\p{L}_$@:][\p{L}\p{N}_$]*`;

const patterns: Readonly<Record<SqlDialect, RegExp>> = {
  mysql: matcher([comment, '#[^\\n]*', `[nNbBxX]?${escaped("'")}`, escaped('"')], [doubled('`')]),
  postgresql: matcher(
    [nestingComment, `[eE]${escaped("'")}`, `[nNbBxX]?${doubled("'")}`, dollarQuoted],
    [doubled('"')],
  ),
  sqlite: matcher(
    [comment, `[xX]?${doubled("'")}`],
    [doubled('"'), doubled('`'), String.raw`\[[^\]]*(?:\]|$)`],
  ),
};

/** Finds values, and names, which are the group `kept`. */
function matcher(values: readonly string[], quotedNames: readonly string[]): RegExp {
  return new RegExp(`${values.join('|')}|(?<kept>${[...quotedNames, word].join('|')})|${number}`, 'gu');
}
