import { readFile } from 'node:fs/promises';
import { dirname, relative, resolve } from 'node:path';
import { settingKeys } from './keys.ts';
import { type ResolvedSettings, resolveSettings, type SettingsSource } from './resolve.ts';
import type { PartialSettings } from './schema.ts';
import { SettingsError } from './settings-error.ts';
import { yamlValue } from './yaml-value.ts';

export interface LoadOptions {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Settings file; without it `observatory.yaml` in `cwd`, if it is there. */
  readonly file?: string;
  /** What Pulumi's configuration says; stronger than the environment. */
  readonly pulumi?: PartialSettings;
  /** `key=value` from the command line; the strongest. */
  readonly flags: readonly string[];
}

const DEFAULT_FILE = 'observatory.yaml';

/** Reads the settings from where they come: file, environment, Pulumi's configuration, command line. */
export async function loadSettings(options: LoadOptions): Promise<ResolvedSettings> {
  const { cwd, env, pulumi, flags, file } = options;
  const { settings, origins } = resolveSettings([
    ...(await fileSource(options)),
    environmentSource(env),
    ...(pulumi === undefined ? [] : [{ name: "Pulumi's configuration", values: pulumi }]),
    ...flags.map(flagSource),
  ]);
  // Their content is part of what is rendered, and whoever renders knows no folder.
  const folder = dirname(resolve(cwd, file ?? DEFAULT_FILE));
  const dashboards = settings.grafana.dashboards.map((path) => resolve(folder, path));
  return { settings: { ...settings, grafana: { ...settings.grafana, dashboards } }, origins };
}

async function fileSource({ cwd, file }: LoadOptions): Promise<SettingsSource[]> {
  const path = resolve(cwd, file ?? DEFAULT_FILE);
  const name = relative(cwd, path) || path;
  let text: string;
  try {
    text = await readFile(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    if (code === 'ENOENT' && file === undefined) return [];
    throw new SettingsError(`${name}: expected a settings file that can be read; got ${code} for ${path}`);
  }
  const values: unknown = yamlValue(text, name) ?? {};
  if (typeof values !== 'object' || Array.isArray(values)) {
    throw new SettingsError(
      `${name}: expected settings as "key: value" lines; got ${JSON.stringify(values)}`,
    );
  }
  return [{ name, values: values as PartialSettings }];
}

/** `RETENTION_DAYS` is the contract's name of the one retention; all others are `OBSERVATORY_…`. */
function environmentSource(env: LoadOptions['env']): SettingsSource {
  const keys = settingKeys();
  const given = keys.flatMap(({ key, variable }) => {
    const value = env[variable];
    return value === undefined || value === '' ? [] : [{ key, value, variable }];
  });
  const days = env.RETENTION_DAYS;
  if (days && !given.some(({ key }) => key === 'retention')) {
    given.push({ key: 'retention', value: `${days}d`, variable: 'RETENTION_DAYS' });
  }
  return {
    name: 'the environment',
    values: given.reduce<PartialSettings>(
      (tree, { key, value, variable }) => withValue(tree, key, value, variable),
      {},
    ),
    nameOf: (key) => given.find((one) => key === one.key || key.startsWith(`${one.key}.`))?.variable ?? key,
  };
}

function flagSource(text: string): SettingsSource {
  const at = text.indexOf('=');
  if (!/^[a-z][\w/-]*(\.[a-z0-9][\w/-]*)*=/i.test(text)) {
    throw new SettingsError(`--set: expected key=value such as retention=14d; got ${JSON.stringify(text)}`);
  }
  const key = text.slice(0, at);
  const name = `--set ${key}`;
  return { name, values: withValue({}, key, text.slice(at + 1), name) };
}

/** A tree with one more value at a key such as `ports.hub`. Lists, mappings and null are written as in YAML. */
function withValue(tree: PartialSettings, key: string, text: string, from: string): PartialSettings {
  const value: unknown = /^(\[.*\]|\{.*\}|null)$/s.test(text) ? yamlValue(text, from) : text;
  const root: Record<string, unknown> = structuredClone(tree) as Record<string, unknown>;
  const names = key.split('.');
  const last = names.pop() ?? '';
  let at = root;
  for (const name of names) {
    const below = Object.hasOwn(at, name) ? at[name] : undefined;
    const next = typeof below === 'object' && below !== null ? (below as Record<string, unknown>) : {};
    at[name] = next;
    at = next;
  }
  at[last] = value;
  return root as PartialSettings;
}
