import { combinationFaults } from './combinations.ts';
import { type Fault, schemaFaults } from './faults.ts';
import { defaults, profiles } from './profiles.ts';
import {
  type PartialSettings,
  type ProfileName,
  profileNames,
  type Settings,
  settingsSchema,
} from './schema.ts';
import { SettingsError } from './settings-error.ts';

/** Where settings come from, such as `observatory.yaml`, and what it says. */
export interface SettingsSource {
  readonly name: string;
  readonly values: PartialSettings;
  /** What the source calls a key where that is another name, such as an environment variable. */
  readonly nameOf?: (key: string) => string;
}

export interface ResolvedSettings {
  readonly settings: Settings;
  /** For each key that is not a default, such as `ports.hub`: what decided it. */
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
  for (const source of [{ name: `profile ${profile}`, values: profiles[profile] }, ...sources]) {
    tree = merge(tree, source.values as Tree, (key) => origins.set(key, source.nameOf?.(key) ?? source.name));
  }
  tree = { ...tree, profile };
  const parsed = settingsSchema.safeParse(tree);
  const faults = parsed.success ? combinationFaults(parsed.data) : schemaFaults(parsed.error);
  if (!parsed.success || faults.length > 0) {
    throw new SettingsError(faults.map((fault) => explain(fault, tree, origins)).join('\n'));
  }
  return { settings: parsed.data, origins };
}

/** `development` is another name of `local`. */
function profileOf(sources: readonly SettingsSource[]): ProfileName {
  const source = sources.findLast(({ values }) => values.profile !== undefined);
  const given: unknown = source?.values.profile ?? 'local';
  const known = profileNames.find((one) => one === (given === 'development' ? 'local' : given));
  if (known !== undefined) return known;
  throw new SettingsError(
    `profile: expected one of ${profileNames.join(', ')}; got ${JSON.stringify(given)} (${source?.nameOf?.('profile') ?? source?.name})`,
  );
}

function explain(
  { key, problem, isSecret }: Fault,
  tree: Tree,
  origins: ReadonlyMap<string, string>,
): string {
  const value = key.split('.').reduce<unknown>((at, name) => (isTree(at) ? at[name] : undefined), tree);
  const got = isSecret || isTree(value) || value === undefined ? '' : `; got ${JSON.stringify(value)}`;
  return `${key}: ${problem}${got} (${originOf(key, origins)})`;
}

/** What decided a key, or something above or below it. */
export function originOf(key: string, origins: ReadonlyMap<string, string>): string {
  for (let at = key; at !== ''; at = at.slice(0, Math.max(0, at.lastIndexOf('.')))) {
    const origin = origins.get(at);
    if (origin !== undefined) return origin;
  }
  return [...origins].find(([other]) => other.startsWith(`${key}.`))?.[1] ?? 'default';
}

type Tree = { readonly [key: string]: unknown };
const isTree = (value: unknown): value is Tree =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function merge(weaker: Tree, stronger: Tree, onLeaf: (key: string) => void, path = ''): Tree {
  const merged: Record<string, unknown> = { ...weaker };
  for (const [key, value] of Object.entries(stronger)) {
    if (value === undefined) continue;
    const below = Object.hasOwn(weaker, key) ? weaker[key] : undefined;
    if (isTree(value)) {
      merged[key] = merge(isTree(below) ? below : {}, value, onLeaf, `${path}${key}.`);
    } else {
      merged[key] = value;
      onLeaf(`${path}${key}`);
    }
  }
  return merged;
}
