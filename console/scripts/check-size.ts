import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { gzipSync } from 'node:zlib';

/** Fails the build where the scripts that the page loads first weigh more than their budget, gzipped. */
const BUDGET_BYTES = 200 * 1024;

const page = resolve(import.meta.dirname, '../dist/page');
const html = readFileSync(join(page, 'index.html'), 'utf8');
const first = readdirSync(join(page, 'assets')).filter((name) => name.endsWith('.js') && html.includes(name));
const bytes = first.reduce((sum, name) => sum + gzipSync(readFileSync(join(page, 'assets', name))).length, 0);

const kilobytes = (value: number) => `${(value / 1024).toFixed(1)} KB`;
if (first.length === 0) throw new Error(`index.html in ${page} loads no script of assets/`);
process.stdout.write(`first scripts: ${kilobytes(bytes)} gzipped, budget ${kilobytes(BUDGET_BYTES)}\n`);
if (bytes > BUDGET_BYTES) {
  process.stderr.write(`The page's first scripts are over their budget: ${first.join(', ')}\n`);
  process.exitCode = 1;
}
