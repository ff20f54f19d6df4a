import { defineConfig } from 'tsdown';

/** The Pulumi program: our own code is bundled, Pulumi's libraries stay what `npm ci` installed. */
export default defineConfig({
  cwd: import.meta.dirname,
  entry: { program: 'program/main.ts' },
  outDir: 'dist',
  format: 'esm',
  platform: 'node',
  target: 'node22',
  dts: false,
  fixedExtension: false,
  inputOptions: { resolve: { conditionNames: ['@observatory/source', 'node', 'import', 'default'] } },
  deps: { alwaysBundle: [/^@observatory\//], onlyBundle: false },
});
