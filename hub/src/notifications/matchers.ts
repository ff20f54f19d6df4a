import { RE2JS } from 're2js';

export const matcherOperators = ['=', '!=', '=~', '!~'] as const;

/** A condition on a label, as Alertmanager's: a label that is not there is empty, and a pattern holds of the whole value. */
export interface Matcher {
  readonly label: string;
  readonly op: (typeof matcherOperators)[number];
  readonly value: string;
}

/** Of RE2's instructions, as for redaction: of more each look takes long. */
const MAX_PROGRAM = 2000;
const MOST_COMPILED = 1000;
/** Patterns are few, and each is asked of each alert. */
const compiled = new Map<string, RE2JS>();

function patternOf(value: string): RE2JS {
  const known = compiled.get(value);
  if (known !== undefined) return known;
  const pattern = RE2JS.compile(value);
  if (compiled.size >= MOST_COMPILED) compiled.clear();
  compiled.set(value, pattern);
  return pattern;
}

/** Whether all conditions hold. Patterns take linear time, whatever they are (RE2). */
export function matchesAll(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every(({ label, op, value }) => {
    const given = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
    if (op === '=' || op === '!=') return (given === value) === (op === '=');
    return patternOf(value).matcher(given).matches() === (op === '=~');
  });
}

/** Whether the pattern of a matcher can be read, and is not too large. */
export function isReadable({ op, value }: Matcher): boolean {
  if (op === '=' || op === '!=') return true;
  try {
    return RE2JS.compile(value).programSize() <= MAX_PROGRAM;
  } catch {
    return false;
  }
}
