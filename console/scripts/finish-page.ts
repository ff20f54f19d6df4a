import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

/**
 * What comes after `vite build`: fails where the scripts of the first load of the overview are over their budget, and puts
 * compressed files beside those that are texts, which the hub serves in their place.
 */
const BUDGET_BYTES = 200 * 1024;
const LEAST_BYTES = 1024;
const isText = (name: string) => /\.(?:js|css|html|svg|webmanifest)$/.test(name);

interface Chunk {
  readonly file: string;
  readonly imports?: readonly string[];
}

const page = resolve(import.meta.dirname, '../dist/page');
const manifestFile = join(page, 'manifest.json');
const manifest = JSON.parse(readFileSync(manifestFile, 'utf8')) as Readonly<Record<string, Chunk>>;

/** The files of a chunk and of all that it needs at once. */
function filesOf(name: string, found = new Set<string>()): Set<string> {
  const chunk = manifest[name];
  if (!chunk) throw new Error(`the build has no ${name}`);
  if (found.has(chunk.file)) return found;
  found.add(chunk.file);
  for (const needed of chunk.imports ?? []) filesOf(needed, found);
  return found;
}

// The page in the frame needs the frame's file, which is the entry's.
const first = filesOf('src/overview/overview-page.tsx');
const bytes = [...first].reduce((sum, name) => sum + gzipSync(readFileSync(join(page, name))).length, 0);
const kilobytes = (value: number) => `${(value / 1024).toFixed(1)} KB`;
process.stdout.write(
  `first scripts of the overview: ${kilobytes(bytes)} gzipped in ${first.size} files, budget ${kilobytes(BUDGET_BYTES)}\n`,
);
if (bytes > BUDGET_BYTES) {
  process.stderr.write(`The first scripts are over their budget: ${[...first].join(', ')}\n`);
  process.exitCode = 1;
}
// It tells of sources, which nobody who opens the page needs.
rmSync(manifestFile);

for (const entry of readdirSync(page, { recursive: true, withFileTypes: true })) {
  const file = join(entry.parentPath, entry.name);
  if (!entry.isFile() || !isText(entry.name)) continue;
  const content = readFileSync(file);
  if (content.length < LEAST_BYTES) continue;
  writeFileSync(`${file}.gz`, gzipSync(content, { level: 9 }));
  writeFileSync(
    `${file}.br`,
    brotliCompressSync(content, {
      params: { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY },
    }),
  );
}
