import { mkdirSync, writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleAsync } from 'lightningcss';
import { defineConfig } from 'tsdown';

const outDir = resolve(import.meta.dirname, 'dist/library');

/** One style sheet of all that the components need; written as it is, for hosts to compile for their browsers. */
async function writeStyles(): Promise<void> {
  const { code } = await bundleAsync({
    filename: resolve(import.meta.dirname, 'src/styles/library.css'),
    minify: true,
    resolver: {
      resolve: (specifier, from) =>
        specifier.startsWith('.')
          ? resolve(from, '..', specifier)
          : fileURLToPath(import.meta.resolve(specifier)),
    },
  });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(resolve(outDir, 'styles.css'), code);
}

/** The components for other people's pages: one module with everything but React, and its types. */
export default defineConfig({
  entry: { index: 'src/index.ts' },
  outDir,
  format: 'esm',
  platform: 'browser',
  target: 'es2022',
  fixedExtension: false,
  dts: true,
  banner: { js: "'use client';" },
  // Hosts shall not have to agree with us on a version of anything but React.
  deps: { neverBundle: [/^react($|\/)/], onlyBundle: false },
  hooks: { 'build:done': writeStyles },
});
