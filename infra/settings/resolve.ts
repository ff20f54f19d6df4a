import { defaults, profiles } from './profiles.ts';
import {
  type PartialSettings,
  type ProfileName,
  profileNames,
  type Settings,
  settingsSchema,
} from './schema.ts';
import { SettingsError } from './settings-error.ts';

/** Where settings come from, such as `observatory.yaml` or `the environment`, and what it says. */
export interface SettingsSource {
  readonly name: string;
  readonly values: PartialSettings;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** For each key that is not a default, such as `ports.hub`: the name of the source that decided it. */
  readonly origins: ReadonlyMap<string, string>;
}

/**
 * The effective settings: defaults, then the profile, then each source, the strongest last.
 * Throws `SettingsError` that names every fault.
 */
export function resolveSettings(sources: readonly SettingsSource[]): ResolvedSettings {
  const profile = profileOf(sources);
  const origins = new Map<string, string>();
  let tree: Tree = structuredClone(defaults) as Tree;
  for (const { name, values } of [{ name: `profile ${profile}`, values: profiles[profile] }, ...sources]) {
    tree = merge(tree, values as Tree, (key) => origins.set(key, name));
  }
  const parsed = settingsSchema.safeParse({ ...tree, profile });
  if (!parsed.success) {
    throw new SettingsError(
      parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('\n'),
    );
  }
  return { settings: parsed.data, origins };
}

function profileOf(sources: readonly SettingsSource[]): ProfileName {
  const given: string =
    sources.findLast(({ values }) => values.profile !== undefined)?.values.profile ?? 'local';
  const profile = given === 'development' ? 'local' : given;
  const known = profileNames.find((one) => one === profile);
  if (known === undefined) {
    throw new SettingsError(
      `profile: expected one of ${profileNames.join(', ')}, got ${JSON.stringify(given)}`,
    );
  }
  return known;
}

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(weaker: Tree, stronger: Tree, onLeaf: (key: string) => void, path = ''): Tree {
  const merged: Record<string, unknown> = { ...weaker };
  for (const [key, value] of Object.entries(stronger)) {
    if (value === undefined) continue;
    const below = weaker[key];
    if (isTree(value)) {
      merged[key] = merge(isTree(below) ? below : {}, value, onLeaf, `${path}${key}.`);
    } else {
      merged[key] = value;
      onLeaf(`${path}${key}`);
    }
  }
  return merged;
}
