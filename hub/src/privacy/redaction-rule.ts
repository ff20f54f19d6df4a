import { RE2JS } from 're2js';
import { HubError } from '../errors.ts';

/** What a rule may look at. */
export const redactionKinds = ['span', 'event', 'log', 'alert', 'metric'] as const;
export type RedactionKind = (typeof redactionKinds)[number];

/** A rule that somebody added. */
export interface RedactionRule {
  readonly name: string;
  /** Syntax of RE2: no lookaround, no references back. */
  readonly pattern: string;
  /** What stands in place of each find; `$1` is the first group, `$$` a dollar sign. */
  readonly replacement: string;
  /** Null: all. */
  readonly kinds: readonly RedactionKind[] | null;
  /** Names of the attributes that it looks at; null: all texts but names and ids. */
  readonly keys: readonly string[] | null;
  readonly enabled: boolean;
}

export interface CompiledRule {
  readonly rule: RedactionRule;
  readonly pattern: RE2JS;
}

export const MAX_PATTERN = 500;
export const MAX_REPLACEMENT = 100;
/** Of RE2's instructions: about what 500 characters give that repeat nothing. */
const MAX_PROGRAM = 2000;

/**
 * A rule ready to be applied. Throws OBS_BAD_REQUEST where its pattern cannot be read, is too large or finds what is empty,
 * and where its replacement repeats a group or names one that is not there. Messages repeat nothing of either.
 */
export function compileRule(rule: RedactionRule, where: string): CompiledRule {
  const bad = (member: string, message: string) =>
    new HubError('OBS_BAD_REQUEST', message, { where: `${where}.${member}` });
  let pattern: RE2JS;
  try {
    pattern = RE2JS.compile(rule.pattern);
  } catch (error) {
    throw bad(
      'pattern',
      `Expected a pattern in the syntax of RE2, got one with a fault${placeOf(error, rule)}.`,
    );
  }
  const size = pattern.programSize();
  if (size > MAX_PROGRAM)
    throw bad('pattern', `Expected a pattern of at most ${MAX_PROGRAM} instructions of RE2, got ${size}.`);
  if (pattern.test('')) throw bad('pattern', 'Expected a pattern that does not find the empty text.');
  const groups = Array.from(rule.replacement.replaceAll('$$', '').matchAll(/\$(\d{1,2})/g), ([, n]) =>
    Number(n),
  );
  if (groups.some((group) => group < 1 || group > pattern.groupCount()))
    throw bad(
      'replacement',
      `Expected groups from $1 to $${pattern.groupCount()}; write $$ for a dollar sign.`,
    );
  if (new Set(groups).size < groups.length || /\$[&`'<]/.test(rule.replacement.replaceAll('$$', '')))
    throw bad('replacement', 'Expected each group once at most, by its number; write $$ for a dollar sign.');
  const literal = rule.replacement.replaceAll('$$', '$');
  // The shim, the collector and the hub may each look at one text.
  if (groups.length === 0 && pattern.matcher(literal).replaceAll(rule.replacement) !== literal)
    throw bad('replacement', 'Expected a replacement that the rule leaves as it is when it finds it again.');
  return { rule, pattern };
}

/** What is wrong with a pattern, and from which character on, as far as RE2 says. */
function placeOf(error: unknown, { pattern }: RedactionRule): string {
  const { error: what, input } = (error ?? {}) as { error?: unknown; input?: unknown };
  const at = typeof input === 'string' && input !== '' ? pattern.indexOf(input) : -1;
  return `${typeof what === 'string' ? `: ${what}` : ''}${at >= 0 ? `, at character ${at + 1}` : ''}`;
}
