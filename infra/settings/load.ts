import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { parse } from 'yaml';
import { type ResolvedSettings, resolveSettings, type SettingsSource } from './resolve.ts';
import type { PartialSettings } from './schema.ts';

export interface LoadOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settings file; without it `observatory.yaml` in `cwd`, if it is there. */
  readonly file?: string;
  /** `key=value` from the command line. */
  readonly flags: readonly string[];
}

/** Reads the settings from where they come: file, environment, command line. */
export async function loadSettings({ cwd, file, flags }: LoadOptions): Promise<ResolvedSettings> {
  const sources: SettingsSource[] = [];
  const path = resolve(cwd, file ?? 'observatory.yaml');
  const text = await readFile(path, 'utf8').catch(() => null);
  if (text !== null) sources.push({ name: path, values: (parse(text) ?? {}) as PartialSettings });
  for (const flag of flags) {
    const at = flag.indexOf('=');
    const keys = flag.slice(0, at).split('.');
    const values = keys.reduceRight<unknown>((value, key) => ({ [key]: value }), flag.slice(at + 1));
    sources.push({ name: 'the command line', values: values as PartialSettings });
  }
  return resolveSettings(sources);
}
