import { settingKeys } from '../settings/keys.ts';
import { largeExample } from '../settings/large-example.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { type ProfileName, profileNames, type Settings } from '../settings/schema.ts';

const codeCell = (value: unknown) => {
  if (value === undefined || value === null) return '';
  return `\`${typeof value === 'string' ? value : JSON.stringify(value)}\``;
};

/** docs/settings.md: every setting of the stack with its variable, its default and what the profiles change. */
export function settingsPage(): string {
  const profiles = new Map(
    profileNames.map((profile) => [
      profile,
      resolveSettings([
        ...(profile === 'large' ? [{ name: 'example', values: largeExample }] : []),
        { name: 'docs', values: { profile } },
      ]).settings,
    ]),
  );
  const rows = settingKeys().map(
    ({ key, variable, meaning }) =>
      `| \`${key}\` | ${valueIn(profiles.get('local'), key)} | ${others(profiles, key)} | ${meaning.replaceAll('|', '\\|')} | \`${variable}\` |`,
  );
  return `# Settings of the stack

Strength, weakest first: defaults, the profile, \`observatory.yaml\`, the environment, Pulumi's configuration
(\`pulumi config set --path 'observatory:ports.hub' 4001\`), \`--set key=value\`. \`npx observatory settings\` prints what is
in effect and where each value came from; \`--changed\` leaves the defaults out. A wrong setting stops every command with a
line that names the key, what was expected, what came and from where.

\`\`\`yaml
# observatory.yaml
profile: small
retention: 14d
alerts:
  sloWindow: 7d
  receivers:
    slack: { urlFile: secrets/slack-url }
\`\`\`

Durations are written as \`30d\`, \`1h30m\`, \`15s\`; sizes as \`512Mi\`, \`10Gi\`; CPU as \`250m\`, \`2\`. Lists may be comma-separated
text. A key with dots is given in a mapping: \`--set 'labels={example.com/team: agents}'\`. Secrets are never
settings: a setting names the file that holds one. \`RETENTION_DAYS\` is another name of \`OBSERVATORY_RETENTION\`, in days.
The hub's own variables, for a hub that runs alone, are in [hub-settings.md](hub-settings.md).

| setting | default | other profiles | meaning | variable |
| --- | --- | --- | --- | --- |
${rows.join('\n')}

\`resources\` (a mapping of each server to \`cpu\` and \`memory\` with \`request\` and \`limit\`) and \`storage.sizes\` have these values:

${perServer(profiles)}

This page is written by \`npm run docs\`.
`;
}

function at(settings: Settings | undefined, key: string): unknown {
  return key
    .split('.')
    .reduce<unknown>(
      (value, name) => (value as Record<string, unknown> | null | undefined)?.[name],
      settings,
    );
}

const isMap = (value: unknown) => typeof value === 'object' && value !== null && !Array.isArray(value);

function valueIn(settings: Settings | undefined, key: string): string {
  const value = at(settings, key);
  return isMap(value) && Object.keys(value as object).length > 0 ? 'see below' : codeCell(value);
}

function others(profiles: ReadonlyMap<ProfileName, Settings>, key: string): string {
  const base = at(profiles.get('local'), key);
  if (isMap(base)) return '';
  return profileNames
    .slice(1)
    .filter(
      (profile) =>
        key !== 'profile' && JSON.stringify(at(profiles.get(profile), key)) !== JSON.stringify(base),
    )
    .map((profile) => `${profile} ${codeCell(at(profiles.get(profile), key))}`)
    .join(', ');
}

function perServer(profiles: ReadonlyMap<ProfileName, Settings>): string {
  const local = profiles.get('local');
  const cellOf = (settings: Settings | undefined, server: string) => {
    const resources = at(settings, `resources.${server}`) as
      | { cpu: { request: string; limit: string }; memory: { request: string; limit: string } }
      | undefined;
    const size = at(settings, `storage.sizes.${server}`);
    if (resources === undefined) return '';
    const { cpu, memory } = resources;
    return `${cpu.request}–${cpu.limit} CPU, ${memory.request}–${memory.limit}${size === undefined ? '' : `, ${size} disk`}`;
  };
  const lines = Object.keys(local?.resources ?? {}).map(
    (server) =>
      `| ${server} | ${profileNames.map((name) => cellOf(profiles.get(name), server)).join(' | ')} |`,
  );
  return [
    `| server | ${profileNames.join(' | ')} |`,
    `| --- |${' --- |'.repeat(profileNames.length)}`,
    ...lines,
  ].join('\n');
}
