import { existsSync, globSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { InstallError } from './install-error.ts';
import type { DebianPackages } from './servers.ts';
import { type Command, findProgram } from './tool.ts';
import type { Workshop } from './workshop.ts';

const KEYRING = '/usr/share/keyrings/debian-archive-keyring.gpg';
const MIRROR = 'http://deb.debian.org/debian';

/** Unpacks packages of Debian sid without touching the system; works for any user. apt verifies their signatures. */
export async function unpackDebian(recipe: DebianPackages, workshop: Workshop): Promise<string> {
  const { work, out, env, run, say } = workshop;
  const missing = ['apt-get', 'dpkg-deb'].find((tool) => findProgram(tool, env) === undefined);
  if (missing !== undefined) throw new InstallError(`${missing} is not here, so no Debian package`);
  if (!existsSync(KEYRING)) throw new InstallError(`${KEYRING} is not here, so no Debian package`);
  for (const folder of ['lists/partial', 'cache/archives/partial', 'unpacked']) {
    await mkdir(join(work, folder), { recursive: true });
  }
  await writeFile(join(work, 'sources.list'), sourcesList(mirrorOf(systemSources())));
  say(`getting ${recipe.packages.join(' and ')} of Debian sid`);
  for (const command of aptCommands(recipe, work)) await run(command);
  for (const archive of globSync('*.deb', { cwd: work })) {
    await run({ program: 'dpkg-deb', args: ['-x', archive, 'unpacked'], cwd: work });
  }
  for (const [binary, path] of Object.entries(recipe.files)) {
    await copyFile(unpackedFile(join(work, 'unpacked'), path), join(out, binary));
  }
  const first = globSync(`${recipe.packages[0]}_*.deb`, { cwd: work })[0] ?? '';
  return upstreamVersion(await run({ program: 'dpkg-deb', args: ['-f', first, 'Version'], cwd: work }));
}

/** Packages move from `bin` to `usr/bin` one by one, and sid has the newest of each. */
export function unpackedFile(folder: string, path: string): string {
  const places = [path, join('usr', path)];
  const found = places.map((place) => join(folder, place)).find((place) => existsSync(place));
  if (found === undefined)
    throw new InstallError(`expected ${places.join(' or ')} in the package; neither is there`);
  return found;
}

export function aptCommands({ packages }: DebianPackages, work: string): readonly Command[] {
  const options = [
    `Dir::Etc::sourcelist=${join(work, 'sources.list')}`,
    'Dir::Etc::sourceparts=/dev/null',
    `Dir::State::lists=${join(work, 'lists')}`,
    `Dir::Cache=${join(work, 'cache')}`,
    // Only root may drop to the user _apt, who cannot read this folder.
    'APT::Sandbox::User=root',
    'Acquire::Languages=none',
  ].flatMap((option) => ['-o', option]);
  return [
    { program: 'apt-get', args: [...options, 'update'], cwd: work },
    { program: 'apt-get', args: [...options, 'download', ...packages], cwd: work },
  ];
}

export function sourcesList(mirror: string): string {
  return `deb [signed-by=${KEYRING}] ${mirror} sid main\n`;
}

/** The mirror that the system itself uses, from its source lists of either format. */
export function mirrorOf(sources: string): string {
  return sources.match(/^(?:deb .*?|URIs: *)(https?:\/\/\S*\/debian)\/?(?=\s|$)/m)?.[1] ?? MIRROR;
}

/** `1:3.5.3+ds1-6` → `3.5.3`. */
export function upstreamVersion(debian: string): string {
  const version = debian.trim().match(/^(?:\d+:)?(\d+(?:\.\d+)*)/)?.[1];
  if (version === undefined)
    throw new InstallError(`expected a Debian version; got ${JSON.stringify(debian)}`);
  return version;
}

function systemSources(): string {
  return globSync(['/etc/apt/sources.list', '/etc/apt/sources.list.d/*'])
    .map((file) => readFileSync(file, 'utf8'))
    .join('\n');
}
