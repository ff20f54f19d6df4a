import type { Silence } from '../hub/types.ts';

export const matcherOps = ['=', '!=', '=~', '!~'] as const;
type MatcherOp = (typeof matcherOps)[number];

/** A condition on a label, as channels and the silences of Alertmanager have it; patterns are RE2, of the whole value. */
export interface Matcher {
  readonly name: string;
  readonly op: MatcherOp;
  readonly value: string;
}

export const emptyMatcher: Matcher = { name: 'alertname', op: '=', value: '' };

/** `agent=~"Claude.*"`. */
export const matcherText = ({ name, op, value }: Matcher): string => `${name}${op}${JSON.stringify(value)}`;

type SilenceMatcher = Silence['matchers'][number];

/** A silence's condition, as one reads it. */
export function matcherOf({ name, value, is_regex, is_equal }: SilenceMatcher): Matcher {
  const op = is_regex ? (is_equal ? '=~' : '!~') : is_equal ? '=' : '!=';
  return { name, op, value };
}

/** The same as the hub takes it for a silence. */
export const silenceMatcher = ({ name, op, value }: Matcher): SilenceMatcher => ({
  name: name.trim(),
  value,
  is_regex: op.endsWith('~'),
  is_equal: op.startsWith('='),
});
