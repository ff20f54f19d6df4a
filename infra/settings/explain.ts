import { settingKeys } from './keys.ts';
import { originOf, type ResolvedSettings } from './resolve.ts';

/** One line of `observatory settings`. */
export interface ExplainedSetting {
  readonly key: string;
  readonly value: unknown;
  /** What decided the value: `default`, a profile, a file, an environment variable or a flag. */
  readonly origin: string;
}

/** Every effective setting with what decided it. Maps such as `resources` have a line for each entry. */
export function explainSettings({ settings, origins }: ResolvedSettings): ExplainedSetting[] {
  const lines = settingKeys().map(({ key }) => ({ key, value: valueAt(settings, key) }));
  return lines
    .filter(({ value }) => value !== undefined)
    .flatMap(({ key, value }) => leaves(key, value))
    .map(({ key, value }) => ({ key, value, origin: originOf(key, origins) }))
    .filter(({ key }, index, all) => all.findIndex((other) => other.key === key) === index);
}

function valueAt(settings: object, key: string): unknown {
  let value: unknown = settings;
  for (const name of key.split('.')) {
    if (value === null) return undefined;
    value = (value as Record<string, unknown>)[name];
    if (value === undefined) return undefined;
  }
  return value;
}

function leaves(key: string, value: unknown): { key: string; value: unknown }[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [{ key, value }];
  return Object.entries(value).flatMap(([name, below]) => leaves(`${key}.${name}`, below));
}
