import { QueryFault } from './query-fault.ts';

export const MAX_QUERY_LENGTH = 500;
const MAX_TERMS = 40;
const MAX_DEPTH = 20;

/** A piece of a query and its place, counted from 0. In quotes, `*` and `?` stand for themselves. */
export interface Word {
  readonly text: string;
  readonly quoted: boolean;
  readonly at: number;
}

export type Operator = '=' | '>' | '>=' | '<' | '<=';

export interface ComparedTo {
  readonly kind: 'compare';
  readonly operator: Operator;
  readonly word: Word;
}

/** From one value to another; `*` is an open end. */
export interface Between {
  readonly kind: 'range';
  readonly at: number;
  readonly from: Word;
  readonly to: Word;
  readonly withFrom: boolean;
  readonly withTo: boolean;
}

export type Asked = ComparedTo | Between;

/** One thing that a query asks for: of a field, or, where that is null, of all texts. */
export interface Term {
  readonly kind: 'term';
  readonly field: Word | null;
  readonly asked: Asked;
}

export type SyntaxNode =
  | Term
  | { readonly kind: 'not'; readonly part: SyntaxNode }
  | { readonly kind: 'all' | 'any'; readonly parts: readonly SyntaxNode[] };

const patterns = {
  space: /\s*/uy,
  word: /[^\s()[\]{}"]+/uy,
  field: /[\p{L}_][\p{L}\p{N}_./-]*(?=:)/uy,
  operator: /[<>]=?/uy,
} as const;

/**
 * Reads a query (its grammar is in docs/hub-search.md); null where it asks for nothing. By descent, in time that grows
 * with the length alone. Throws QueryFault.
 */
export function parseQuery(text: string): SyntaxNode | null {
  if (text.length > MAX_QUERY_LENGTH)
    throw new QueryFault(
      `Expected ${MAX_QUERY_LENGTH} characters at most, got ${text.length}.`,
      MAX_QUERY_LENGTH,
    );
  // No text in the store has it.
  const nul = text.indexOf('\u0000');
  if (nul >= 0) throw new QueryFault('Expected text without the character NUL.', nul);
  return new QueryReader(text.toWellFormed()).read();
}

class QueryReader {
  readonly #text: string;
  #at = 0;
  #terms = 0;

  constructor(text: string) {
    this.#text = text;
  }

  read(): SyntaxNode | null {
    this.#take('space');
    if (this.#at === this.#text.length) return null;
    const query = this.#any(null, 0);
    if (this.#at < this.#text.length) throw this.#unexpected('the end, or another term');
    return query;
  }

  #any(field: Word | null, depth: number): SyntaxNode {
    const parts = [this.#all(field, depth)];
    while (this.#takeKeyword('OR')) parts.push(this.#all(field, depth));
    return joined('any', parts);
  }

  #all(field: Word | null, depth: number): SyntaxNode {
    const parts = [this.#not(field, depth)];
    while (this.#takeKeyword('AND') || this.#termFollows()) parts.push(this.#not(field, depth));
    return joined('all', parts);
  }

  #not(field: Word | null, depth: number): SyntaxNode {
    if (depth > MAX_DEPTH)
      throw new QueryFault(
        `Expected parentheses and NOT within one another ${MAX_DEPTH} deep at most.`,
        this.#at,
      );
    const isMinus =
      this.#text[this.#at] === '-' && /^-[^\s)]/u.test(this.#text.slice(this.#at, this.#at + 3));
    if (isMinus) this.#at += 1;
    if (isMinus || this.#takeKeyword('NOT')) return { kind: 'not', part: this.#not(field, depth + 1) };
    if (this.#text[this.#at] === '(') return this.#group(field, depth);
    return this.#term(field, depth);
  }

  #group(field: Word | null, depth: number): SyntaxNode {
    const openedAt = this.#at;
    this.#at += 1;
    this.#take('space');
    const inside = this.#any(field, depth + 1);
    if (this.#text[this.#at] !== ')')
      throw this.#unexpected(`")" for the "(" at ${openedAt}, or another term`);
    this.#at += 1;
    this.#take('space');
    return inside;
  }

  #term(outer: Word | null, depth: number): SyntaxNode {
    const at = this.#at;
    const name = this.#take('field');
    if (name === '') return this.#asked(outer);
    if (outer !== null)
      throw new QueryFault(
        `Expected values alone within ${outer.text}:( … ), got the field "${name.slice(0, 40)}".`,
        at,
      );
    this.#at += 1;
    const field = { text: name, quoted: false, at };
    return this.#text[this.#at] === '(' ? this.#group(field, depth) : this.#asked(field);
  }

  #asked(field: Word | null): Term {
    this.#terms += 1;
    if (this.#terms > MAX_TERMS)
      throw new QueryFault(`Expected ${MAX_TERMS} terms at most.`, field?.at ?? this.#at);
    const opening = this.#text[this.#at];
    if (field !== null && (opening === '[' || opening === '{'))
      return { kind: 'term', field, asked: this.#range(opening === '[') };
    const operator = field === null ? '' : this.#take('operator');
    const expected = field === null ? 'a term' : `a value after "${field.text}:"`;
    const word = this.#word(expected);
    this.#take('space');
    return { kind: 'term', field, asked: { kind: 'compare', operator: operatorOf(operator), word } };
  }

  #range(withFrom: boolean): Between {
    const at = this.#at;
    this.#at += 1;
    this.#take('space');
    const from = this.#word('the lower end of the range, or *');
    this.#take('space');
    if (!this.#takeKeyword('TO')) throw this.#unexpected('"TO" within the range, as in [1 TO 5]');
    const to = this.#word('the upper end of the range, or *');
    this.#take('space');
    const closing = this.#text[this.#at];
    if (closing !== ']' && closing !== '}') throw this.#unexpected('"]" or "}" after the range');
    this.#at += 1;
    this.#take('space');
    return { kind: 'range', at, from, to, withFrom, withTo: closing === ']' };
  }

  #word(expected: string): Word {
    const at = this.#at;
    if (this.#text[at] === '"') return this.#quoted();
    const text = this.#take('word');
    if (text === '') throw this.#unexpected(expected);
    if (/^(AND|OR|NOT|TO)$/.test(text))
      throw new QueryFault(
        `Expected ${expected}, got ${text}. Put it in quotes where you mean the word.`,
        at,
      );
    return { text, quoted: false, at };
  }

  /** What stands in quotes; a backslash lets `"` and `\` stand in it. */
  #quoted(): Word {
    const at = this.#at;
    let text = '';
    for (this.#at += 1; this.#at < this.#text.length; this.#at += 1) {
      const letter = this.#text[this.#at];
      if (letter === '"') {
        this.#at += 1;
        return { text, quoted: true, at };
      }
      const next = this.#text[this.#at + 1];
      if (letter === '\\' && (next === '"' || next === '\\')) {
        this.#at += 1;
        text += next;
      } else text += letter;
    }
    throw new QueryFault('Expected the quotes that open here to be closed.', at);
  }

  #termFollows(): boolean {
    const letter = this.#text[this.#at];
    return (
      letter !== undefined &&
      letter !== ')' &&
      !/^OR(?![^\s()[\]{}"])/u.test(this.#text.slice(this.#at, this.#at + 4))
    );
  }

  #takeKeyword(keyword: string): boolean {
    const end = this.#at + keyword.length;
    if (this.#text.slice(this.#at, end) !== keyword || /[^\s()[\]{}"]/u.test(this.#text[end] ?? ' '))
      return false;
    this.#at = end;
    this.#take('space');
    return true;
  }

  /** The piece of that form here, which may be empty; goes on behind it. */
  #take(form: keyof typeof patterns): string {
    const pattern = patterns[form];
    pattern.lastIndex = this.#at;
    const piece = pattern.exec(this.#text)?.[0] ?? '';
    this.#at += piece.length;
    return piece;
  }

  #unexpected(expected: string): QueryFault {
    const letter = this.#text.slice(this.#at, this.#at + 20);
    return new QueryFault(
      `Expected ${expected}, got ${letter === '' ? 'the end' : `"${letter}"`}.`,
      this.#at,
    );
  }
}

function operatorOf(text: string): Operator {
  return text === '>' || text === '>=' || text === '<' || text === '<=' ? text : '=';
}

function joined(kind: 'all' | 'any', parts: readonly SyntaxNode[]): SyntaxNode {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : { kind, parts };
}
