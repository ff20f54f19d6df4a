import { parseDocument } from 'yaml';
import { SettingsError } from './settings-error.ts';

/** What YAML text says, null where nothing. Throws `SettingsError` that names where the text came from. */
export function yamlValue(text: string, from: string): unknown {
  const document = parseDocument(text);
  const fault = document.errors[0];
  if (fault !== undefined) throw new SettingsError(`${from}: expected YAML; ${fault.message.trimEnd()}`);
  let value: unknown;
  try {
    value = document.toJS();
  } catch (error) {
    // Such as aliases that unfold to more than fits in memory.
    throw new SettingsError(`${from}: expected YAML; ${(error as Error).message}`);
  }
  if (holdsItself(value)) {
    throw new SettingsError(
      `${from}: expected values that end; an alias (*name) stands inside what its anchor (&name) names. Write the value out`,
    );
  }
  return value;
}

function holdsItself(value: unknown, above: readonly unknown[] = []): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return above.includes(value) || Object.values(value).some((one) => holdsItself(one, [...above, value]));
}
