import { editDistance } from '../runbooks/edit-distance.ts';
import {
  type Condition,
  escapeLike,
  holdsText,
  type Interval,
  idPrefixOf,
  type TextPattern,
} from './conditions.ts';
import {
  type Asked,
  type Operator,
  parseQuery,
  type SyntaxNode,
  type Term,
  type Word,
} from './parse-query.ts';
import { QueryFault } from './query-fault.ts';
import {
  readBoolean,
  readDollars,
  readDuration,
  readNumber,
  readTime,
  readTimeOrAge,
  type TimeValue,
} from './read-values.ts';
import { type FieldName, operatorsOf, searchFields } from './search-fields.ts';

type Field = (typeof searchFields)[number];

const PICO_OF_DOLLAR = 1e12;

/** What a query asks executions for; null where it asks for nothing. Throws QueryFault. */
export function readQuery(text: string, nowUs: number): Condition | null {
  const syntax = parseQuery(text);
  return syntax && conditionOf(syntax, nowUs);
}

function conditionOf(node: SyntaxNode, nowUs: number): Condition {
  if (node.kind === 'not') return { kind: 'not', part: conditionOf(node.part, nowUs) };
  if (node.kind !== 'term')
    return { kind: node.kind, parts: node.parts.map((part) => conditionOf(part, nowUs)) };
  if (node.field === null) return anywhere(node);
  const { field, key } = fieldOf(node.field);
  return termOf(field, key, node.field, node.asked, nowUs);
}

function anywhere({ asked }: Term): Condition {
  // Without a field no other comparison is read.
  const { text, quoted } = asked.kind === 'compare' ? asked.word : asked.from;
  if (quoted) return holdsText(text);
  return { kind: 'anywhere', like: `%${likeOf(text)}%`, idPrefix: idPrefixOf(text) };
}

function termOf(field: Field, key: string, named: Word, asked: Asked, nowUs: number): Condition {
  const { name } = field;
  const text = (pattern: TextPattern): Condition => ({ kind: 'text', field: name, key, pattern });
  const within = (interval: Interval, of: FieldName = name): Condition => ({
    kind: 'within',
    field: of,
    key,
    interval,
  });
  const exact = () => onlyWord(field, named, asked);
  switch (field.type) {
    case 'text':
      if (name === 'attr' && isOrdered(asked)) return within(numbersOf(asked, readNumber, 1));
      return text(textPatternOf(exact()));
    case 'word': {
      const word = exact();
      if ((field.values as readonly string[]).includes(word.text)) return text({ equals: word.text });
      throw new QueryFault(
        `Expected ${field.values.join(', ')} after "${named.text}:", got "${word.text.slice(0, 40)}".`,
        word.at,
      );
    }
    case 'id': {
      const word = exact();
      const prefix = idPrefixOf(word.text.replace(/\*$/, ''));
      if (prefix !== null) return { kind: 'id', prefix };
      throw new QueryFault(
        `Expected 4 to 48 hex digits after "${named.text}:", got "${word.text.slice(0, 60)}".`,
        word.at,
      );
    }
    case 'boolean':
      return { kind: 'root', is: readBoolean(exact().text, exact().at) };
    case 'limit': {
      const word = exact();
      const value = readTimeOrAge(word.text, word.at, nowUs).fromUs;
      return name === 'since'
        ? within({ lower: { value, inclusive: true }, upper: null }, 'started')
        : within({ lower: null, upper: { value, inclusive: false } }, 'started');
    }
    case 'time':
      return within(timesOf(asked, nowUs));
    case 'duration':
      return within(numbersOf(asked, readDuration, 1));
    case 'dollars':
      return within(numbersOf(asked, readDollars, PICO_OF_DOLLAR));
    case 'number':
      return within(numbersOf(asked, readNumber, 1));
  }
}

/** The field of a name, and the key that follows it where it takes one. */
function fieldOf({ text, at }: Word): { field: Field; key: string } {
  const dot = text.indexOf('.');
  const names = (field: Field): readonly string[] => [field.name, ...field.aliases];
  const whole = searchFields.find((field) => names(field).includes(text));
  if (whole && !whole.keyed) return { field: whole, key: '' };
  const keyed = searchFields.find(
    (field) => field.keyed && names(field).includes(dot < 0 ? text : text.slice(0, dot)),
  );
  const key = dot < 0 ? '' : text.slice(dot + 1);
  if (keyed && key !== '') return { field: keyed, key };
  if (keyed) throw new QueryFault(`Expected a name after "${keyed.name}.", as in ${keyed.example}.`, at);
  const nearest = searchFields
    .flatMap(names)
    .map((name) => ({ name, distance: editDistance(text.slice(0, 60), name) }));
  const closest = nearest.reduce((a, b) => (b.distance < a.distance ? b : a));
  throw new QueryFault(
    `There is no field "${text.slice(0, 60)}"; the nearest is "${closest.name}". GET /api/v1/search/fields lists them; ` +
      `an attribute of a span is attr.NAME, and text with a colon stands in quotes.`,
    at,
  );
}

const isOrdered = (asked: Asked) => asked.kind === 'range' || asked.operator !== '=';

function onlyWord(field: Field, named: Word, asked: Asked): Word {
  if (asked.kind === 'compare' && asked.operator === '=') return asked.word;
  const at = asked.kind === 'range' ? asked.at : asked.word.at;
  const got = asked.kind === 'range' ? 'a range' : asked.operator;
  throw new QueryFault(
    `Expected ${operatorsOf[field.type].join(', ')} after "${named.text}:", got ${got}.`,
    at,
  );
}

/** Unquoted, `*` is any text and `?` any letter. */
function textPatternOf({ text, quoted }: Word): TextPattern {
  return quoted || !/[*?]/.test(text) ? { equals: text } : { like: likeOf(text) };
}

const likeOf = (text: string) => escapeLike(text).replace(/\*+/g, '%').replace(/\?/g, '_');

const isAny = ({ text, quoted }: Word) => text === '*' && !quoted;
const anyValue: Interval = { lower: null, upper: null };

function numbersOf(asked: Asked, read: (text: string, at: number) => number, factor: number): Interval {
  const value = ({ text, at }: Word) => Math.round(read(text, at) * factor * 1e6) / 1e6;
  if (asked.kind === 'compare')
    return isAny(asked.word) && asked.operator === '='
      ? anyValue
      : compared(asked.operator, value(asked.word));
  const { from, to, withFrom, withTo } = asked;
  const lower = isAny(from) ? null : { value: value(from), inclusive: withFrom };
  const upper = isAny(to) ? null : { value: value(to), inclusive: withTo };
  if (lower && upper && lower.value > upper.value) throw upsideDown(from, to, asked.at);
  return { lower, upper };
}

function compared(operator: Operator, value: number): Interval {
  const inclusive = operator !== '>' && operator !== '<';
  const bound = { value, inclusive };
  return {
    lower: operator === '<' || operator === '<=' ? null : bound,
    upper: operator === '>' || operator === '>=' ? null : bound,
  };
}

/** Of times that are stretches themselves (a day): > is after the end, >= from the begin on. */
function timesOf(asked: Asked, nowUs: number): Interval {
  const value = ({ text, at }: Word): TimeValue => readTime(text, at, nowUs);
  const from = (us: number) => ({ value: us, inclusive: true });
  const before = (us: number) => ({ value: us, inclusive: false });
  if (asked.kind === 'range') {
    const first = isAny(asked.from) ? null : value(asked.from);
    const last = isAny(asked.to) ? null : value(asked.to);
    if (first && last && first.fromUs > last.fromUs) throw upsideDown(asked.from, asked.to, asked.at);
    return {
      lower: first && from(asked.withFrom ? first.fromUs : first.toUs),
      upper: last && before(asked.withTo ? last.toUs : last.fromUs),
    };
  }
  if (isAny(asked.word) && asked.operator === '=') return anyValue;
  const { fromUs, toUs } = value(asked.word);
  switch (asked.operator) {
    case '=':
      return { lower: from(fromUs), upper: before(toUs) };
    case '>':
      return { lower: from(toUs), upper: null };
    case '>=':
      return { lower: from(fromUs), upper: null };
    case '<':
      return { lower: null, upper: before(fromUs) };
    case '<=':
      return { lower: null, upper: before(toUs) };
  }
}

function upsideDown(from: Word, to: Word, at: number): QueryFault {
  return new QueryFault(
    `Expected a range that goes up, got ${from.text.slice(0, 40)} TO ${to.text.slice(0, 40)}.`,
    at,
  );
}
