import type { Variable } from './value-types.ts';
import { variables } from './variables.ts';

/** The table of docs/shim.md: every variable with its type, default and meaning, in Markdown. */
export function variableTable(): string {
  const rows = Object.entries<Variable<unknown>>(variables).map(
    ([name, variable]) =>
      `| \`${name}\` | ${variable.type} | ${fallbackOf(variable)} | ${variable.meaning} |`,
  );
  return ['| variable | type | default | meaning |', '|---|---|---|---|', ...rows].join('\n');
}

function fallbackOf({ fallback, fallbackText }: Variable<unknown>): string {
  if (fallbackText !== undefined) return fallbackText;
  return fallback === undefined ? 'none' : `\`${fallback}\``;
}
