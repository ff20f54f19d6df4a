import type { PartialSettings } from '../settings/schema.ts';
import { SettingsError } from '../settings/settings-error.ts';

export const NAMESPACE = 'observatory';
export const targets = ['docker', 'kubernetes'] as const;
export type Target = (typeof targets)[number];

/** Pulumi's configuration of a stack: `namespace:key` and its text; mappings and lists are JSON. */
export type PulumiConfig = Readonly<Record<string, string>>;

/** Which engine runs the stack: `observatory:target`. */
export function targetOf(config: PulumiConfig): Target {
  const given = config[`${NAMESPACE}:target`];
  const target = targets.find((one) => one === given);
  if (target !== undefined) return target;
  throw new SettingsError(
    `${NAMESPACE}:target: expected one of ${targets.join(', ')}; got ${JSON.stringify(given ?? null)}. ` +
      'Say `pulumi config set target docker`.',
  );
}

/** The settings in Pulumi's configuration: each top-level key in the namespace `observatory`. */
export function pulumiSettings(config: PulumiConfig): PartialSettings {
  const entries = Object.entries(config).flatMap(([key, text]) => {
    const [namespace, name = ''] = key.split(':');
    return namespace === NAMESPACE && name !== 'target' ? [[name, parsed(key, text)] as const] : [];
  });
  return Object.fromEntries(entries) as PartialSettings;
}

function parsed(key: string, text: string): unknown {
  if (!/^\s*[[{]/.test(text)) return text === 'null' ? null : text;
  try {
    return JSON.parse(text);
  } catch {
    throw new SettingsError(`${key}: expected JSON, as \`pulumi config set --path\` writes it; got ${text}`);
  }
}
