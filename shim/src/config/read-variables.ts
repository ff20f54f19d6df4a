import type { Variable } from './value-types.ts';
import { type Values, type VariableName, variables } from './variables.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface ReadVariables {
  readonly values: Values;
  /** The variables that were given and accepted. */
  readonly given: ReadonlySet<VariableName>;
  /** One sentence for each value that was not accepted or has no effect. */
  readonly problems: readonly string[];
}

const LONGEST_SHOWN = 60;

/** Values of all variables: the given ones where they are valid, else the defaults. */
export function readVariables(env: Environment): ReadVariables {
  const values: Partial<Record<VariableName, unknown>> = {};
  const given = new Set<VariableName>();
  const problems: string[] = [];
  for (const [key, variable] of Object.entries<Variable<unknown>>(variables)) {
    const name = key as VariableName;
    const value = readVariable(env, name, variable, problems);
    if (value !== undefined) given.add(name);
    values[name] = value ?? variable.fallback;
  }
  return { values: values as Values, given, problems };
}

/** The value of one variable where it is given and valid; what is wrong with it is added to the problems. */
export function readVariable<T>(
  env: Environment,
  name: string,
  variable: Variable<T>,
  problems: string[],
): T | undefined {
  const text = env[name]?.trim();
  if (!text) return undefined;
  if (variable.instead !== undefined) problems.push(`${name} is not used: ${variable.instead}`);
  const value = variable.read(text);
  if (value === undefined) problems.push(refusal(name, text, variable));
  return value;
}

function refusal<T>(name: string, text: string, variable: Variable<T>): string {
  const shown = text.length > LONGEST_SHOWN ? `${text.slice(0, LONGEST_SHOWN)}…` : text;
  const instead = variable.fallback === undefined ? 'it is ignored' : `${variable.fallback} is used`;
  return `${name}=${JSON.stringify(shown)} is not ${variable.expected}: ${instead}`;
}
