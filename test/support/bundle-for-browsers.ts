import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'tsdown';

const root = resolve(import.meta.dirname, '../..');

/** A module of this repository with all that it imports, as the text of one script for browsers. */
export async function bundleForBrowsers(source: string, globalName: string): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'observatory-bundle-'));
  try {
    await build({
      config: false,
      cwd: root,
      entry: { bundle: source },
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      globalName,
      outDir,
      dts: false,
      logLevel: 'silent',
    });
    return readFileSync(join(outDir, 'bundle.iife.js'), 'utf8');
  } finally {
    rmSync(outDir, { recursive: true, force: true });
  }
}
