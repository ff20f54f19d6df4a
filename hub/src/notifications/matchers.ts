import { RE2JS } from 're2js';

export const matcherOperators = ['=', '!=', '=~', '!~'] as const;

/** A condition on a label, as Alertmanager's: a label that is not there is empty, and a pattern holds of the whole value. */
export interface Matcher {
  readonly label: string;
  readonly op: (typeof matcherOperators)[number];
  readonly value: string;
}

/** Whether all conditions hold. Patterns take linear time, whatever they are (RE2). */
export function matchesAll(matchers: readonly Matcher[], labels: Readonly<Record<string, string>>): boolean {
  return matchers.every(({ label, op, value }) => {
    const given = Object.hasOwn(labels, label) ? (labels[label] ?? '') : '';
    if (op === '=' || op === '!=') return (given === value) === (op === '=');
    return RE2JS.compile(value).matcher(given).matches() === (op === '=~');
  });
}

/** Whether the pattern of a matcher can be read. */
export function isReadable({ op, value }: Matcher): boolean {
  if (op === '=' || op === '!=') return true;
  try {
    RE2JS.compile(value);
    return true;
  } catch {
    return false;
  }
}
