import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { InstallError } from './install-error.ts';
import type { Release } from './servers.ts';
import { findProgram } from './tool.ts';
import type { Workshop } from './workshop.ts';

/** A kind of machine, in the words of the release archives. */
export interface Platform {
  readonly os: string;
  readonly arch: string;
}

const systems: Readonly<Record<string, string>> = { linux: 'linux', darwin: 'darwin' };
const processors: Readonly<Record<string, string>> = { x64: 'amd64', arm64: 'arm64' };

export function platformOf(system: string, processor: string): Platform {
  const [os, arch] = [systems[system], processors[processor]];
  if (os !== undefined && arch !== undefined) return { os, arch };
  throw new InstallError(
    `expected Linux or macOS on amd64 or arm64; this is ${system} on ${processor}: use Docker instead`,
  );
}

/** Downloads the archive of a release and takes the binaries from it, once its SHA-256 is what it must be. */
export async function unpackRelease(
  release: Release,
  platform: Platform,
  workshop: Workshop,
): Promise<string> {
  const { work, out, run, env, say } = workshop;
  const fill = (template: string) => filled(template, release.version, platform);
  const url = fill(release.url);
  const archive = join(work, basename(url));
  say(`downloading ${url}`);
  await download(url, archive, workshop);
  await checkSum(release, platform, archive, workshop);
  const unpacked = join(work, 'unpacked');
  await mkdir(unpacked);
  const [program, args] = archive.endsWith('.zip')
    ? [findProgram('unzip', env) ?? 'bsdtar', ['-q', archive, '-d', unpacked]]
    : ['tar', ['-xzf', archive, '-C', unpacked]];
  await run({
    program,
    args: program === 'bsdtar' ? ['-xf', archive, '-C', unpacked] : args,
    cwd: work,
  });
  for (const [binary, path] of Object.entries(release.files)) {
    await copyFile(join(unpacked, fill(path)), join(out, binary));
  }
  return release.version;
}

async function checkSum(
  release: Release,
  platform: Platform,
  archive: string,
  { say, signal }: Workshop,
): Promise<void> {
  const pinned = release.sha256[`${platform.os}-${platform.arch}`];
  const source = pinned === undefined ? filled(release.sumsUrl, release.version, platform) : 'the pinned sum';
  const expected = pinned ?? sumOf(await (await reach(source, signal)).text(), basename(archive), source);
  const actual = await sha256(archive);
  if (actual !== expected) {
    throw new InstallError(
      `${basename(archive)}: expected SHA-256 ${expected} (${source}); got ${actual}. Nothing of it was installed`,
    );
  }
  say(
    pinned === undefined
      ? `SHA-256 agrees with ${source}, which the release itself publishes (none is pinned)`
      : 'SHA-256 is the pinned one',
  );
}

/** The sum of a file in a list as `sha256sum` writes it. */
export function sumOf(sums: string, file: string, source: string): string {
  for (const line of sums.split('\n')) {
    const [sum, name] = line.trim().split(/\s+\*?/);
    if (sum !== undefined && name !== undefined && basename(name) === file) return sum.toLowerCase();
  }
  throw new InstallError(`expected a SHA-256 of ${file} in ${source}; got none. Nothing was installed`);
}

export function filled(template: string, version: string, { os, arch }: Platform): string {
  return template.replaceAll('VERSION', version).replaceAll('OS', os).replaceAll('ARCH', arch);
}

async function download(url: string, file: string, { say, signal }: Workshop): Promise<void> {
  const response = await reach(url, signal);
  const total = Number(response.headers.get('content-length'));
  let [bytes, saidAtMs] = [0, performance.now()];
  await pipeline(
    Readable.fromWeb(response.body ?? new ReadableStream()),
    async function* (chunks: AsyncIterable<Uint8Array>) {
      for await (const chunk of chunks) {
        bytes += chunk.length;
        if (performance.now() - saidAtMs > 5000) {
          saidAtMs = performance.now();
          say(`${(bytes / 1e6).toFixed(0)}${total > 0 ? ` of ${(total / 1e6).toFixed(0)}` : ''} MB`);
        }
        yield chunk;
      }
    },
    createWriteStream(file),
  );
}

async function reach(url: string, signal: AbortSignal): Promise<Response> {
  const response = await fetch(url, { signal }).catch((error: Error) => {
    const cause = error.cause instanceof Error ? `: ${error.cause.message}` : '';
    throw new InstallError(
      `${url} cannot be reached: ${error.message}${cause}. With Go here, --from-source needs only the Go module proxy`,
    );
  });
  if (response.ok) return response;
  throw new InstallError(`${url}: expected the file; got HTTP ${response.status}`);
}

async function sha256(file: string): Promise<string> {
  const hash = createHash('sha256');
  await pipeline(createReadStream(file), hash);
  return hash.digest('hex');
}
