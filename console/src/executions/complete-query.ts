/** A field of the hub's query language. */
export interface QueryField {
  readonly name: string;
  readonly aliases: readonly string[];
  readonly type: string;
  readonly unit: string | null;
  readonly operators: readonly string[];
  readonly values: readonly string[];
  readonly description: string;
  readonly example: string;
}

/** The word of a query that the caret is in: what of it is before the colon, and what after. */
export interface QueryWord {
  readonly from: number;
  readonly to: number;
  /** Null before a colon was written. */
  readonly field: string | null;
  /** `>`, `>=`, `<` or `<=` before the value. */
  readonly operator: string;
  readonly value: string;
}

/** What can stand in a word's place. */
export interface Completion {
  readonly text: string;
  readonly note: string;
  /** Where `text` is put. */
  readonly from: number;
  readonly to: number;
  /** Whether the word is whole with it; a blank follows then. */
  readonly isWhole: boolean;
}

const MOST = 12;
/** Ends a word outside of quotes. */
const BREAK = /[\s()]/;

/** Where each word of a query begins and ends; quotes hold blanks together. */
function boundsAt(text: string, caret: number): { from: number; to: number } {
  let from = 0;
  let isQuoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const letter = text[at] ?? '';
    if (letter === '\\' && isQuoted) at += 1;
    else if (letter === '"') isQuoted = !isQuoted;
    else if (!isQuoted && BREAK.test(letter)) {
      if (at >= caret) return { from, to: at };
      from = at + 1;
    }
  }
  return { from, to: text.length };
}

/** The word that the caret is in, or stands at the end of. */
export function wordAt(text: string, caret: number): QueryWord {
  const bounds = boundsAt(text, caret);
  const isNegated = text[bounds.from] === '-';
  const from = bounds.from + (isNegated ? 1 : 0);
  const word = text.slice(from, bounds.to);
  const [, field, operator = '', value = ''] = /^([A-Za-z_][\w.-]*):(>=|<=|>|<)?(.*)$/s.exec(word) ?? [];
  return field === undefined
    ? { from, to: bounds.to, field: null, operator: '', value: word }
    : { from, to: bounds.to, field, operator, value };
}

const quoted = (value: string) =>
  /^[^\s()[\]{}":*?<>-][^\s()[\]{}":*?]*$/.test(value) ? value : `"${value.replace(/["\\]/g, '\\$&')}"`;
const plain = (text: string) => text.replace(/^"|"$/g, '').toLowerCase();

/** The field of that name or alias; `score.NAME` and `attr.NAME` stand for all of their kind. */
export function fieldOf(fields: readonly QueryField[], name: string): QueryField | undefined {
  const family = /^(score|attr)\./.exec(name)?.[1];
  return fields.find(
    (field) => field.name === (family ? `${family}.NAME` : name) || field.aliases.includes(name),
  );
}

/** Fields that begin with, or hold, what was written. */
function fieldCompletions(word: QueryWord, fields: readonly QueryField[]): Completion[] {
  const written = word.value.toLowerCase();
  const rank = (name: string) => (name.startsWith(written) ? 0 : name.includes(written) ? 1 : 2);
  return fields
    .map((field) => ({ field, rank: Math.min(...[field.name, ...field.aliases].map(rank)) }))
    .filter((found) => found.rank < 2)
    .sort((a, b) => a.rank - b.rank)
    .map(({ field }) => ({
      text: field.name.endsWith('.NAME') ? field.name.slice(0, -'NAME'.length) : `${field.name}:`,
      note: field.description,
      from: word.from,
      to: word.to,
      isWhole: false,
    }));
}

/** Operators and values of the field that was written. */
function valueCompletions(
  word: QueryWord,
  field: QueryField,
  known: readonly string[],
  operatorNotes: Readonly<Record<string, string>>,
): Completion[] {
  const from = word.to - word.value.length - word.operator.length;
  const comparisons = field.operators.filter((operator) => /^[<>]=?$/.test(operator));
  const operators =
    word.operator === '' && word.value === ''
      ? comparisons.map((operator) => ({
          text: operator,
          note: operatorNotes[operator] ?? '',
          from,
          to: word.to,
          isWhole: false,
        }))
      : [];
  const written = plain(word.value);
  const values = [...new Set([...field.values, ...known])]
    .filter((value) => plain(value).includes(written) && value !== word.value)
    .sort((a, b) => Number(plain(b).startsWith(written)) - Number(plain(a).startsWith(written)))
    .map((value) => ({
      text: quoted(value),
      note: '',
      from: word.to - word.value.length,
      to: word.to,
      isWhole: true,
    }));
  return [...values, ...operators];
}

/**
 * What can be written at the caret: fields, or operators and values of the field before it.
 * @param known values that are there of a field, by its name
 */
export function completionsAt(
  word: QueryWord,
  fields: readonly QueryField[],
  known: (field: string) => readonly string[],
  operatorNotes: Readonly<Record<string, string>>,
): readonly Completion[] {
  if (word.field === null) return fieldCompletions(word, fields).slice(0, MOST);
  const field = fieldOf(fields, word.field);
  if (!field) return [];
  return valueCompletions(word, field, known(field.name), operatorNotes).slice(0, MOST);
}

/** The text with a completion in it, and where the caret is then. */
export function complete(text: string, { from, to, text: put, isWhole }: Completion) {
  const after = text.slice(to);
  const blank = isWhole && !after.startsWith(' ') ? ' ' : '';
  return { text: text.slice(0, from) + put + blank + after, caret: from + put.length + (isWhole ? 1 : 0) };
}

/** Whether more must follow before the hub can read the query: a value, an end of quotes or of parentheses. */
export function isUnfinished(text: string): boolean {
  const bare = text.replace(/"(\\.|[^"\\])*"/gs, 'q');
  if (bare.includes('"') || /:(>=|<=|>|<)?$/.test(bare)) return true;
  if (/(^|\s)(AND|OR|NOT|-)\s*$/.test(bare)) return true;
  const opened = bare.match(/[([{]/g)?.length ?? 0;
  return opened > (bare.match(/[)\]}]/g)?.length ?? 0);
}
