import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { MatrixRow } from './matrix-row.ts';

const folder = join(import.meta.dirname, '../matrix');
const packages = join(import.meta.dirname, '../node_modules');

/** One package at one of its majors, whose tests fill a row of the matrix of docs/integrations.md. */
export interface Subject {
  readonly group: MatrixRow['group'];
  /** Its name in the registry. */
  readonly name: string;
  /** Its folder below `node_modules`, where that is not its name: `openai-previous`. */
  readonly alias?: string;
  /** Of what is no npm package: a module of Node, a Python package. */
  readonly version?: string;
  readonly note?: string;
}

/** What a test proves: the words that stand in the matrix. */
export type Sees = (what: string, fn: () => unknown, timeoutMs?: number) => void;

/**
 * Tests of one package. Each `sees` is a test, and where all of those of one word pass, the word stands in the
 * package's row. At the end the row must be the one that is committed (`matrix/`); with `UPDATE_MATRIX=1` it is written.
 */
export function integration(subject: Subject, define: (sees: Sees) => void): void {
  const version = subject.version ?? versionOf(subject.alias ?? subject.name);
  const passed = new Map<string, boolean>();
  let [defined, ran] = [0, 0];
  describe(`${subject.name} ${version}`, () => {
    define((what, fn, timeoutMs) => {
      defined += 1;
      it(what, timeoutMs === undefined ? {} : { timeout: timeoutMs }, async () => {
        const word = what.split(':')[0] ?? what;
        ran += 1;
        const before = passed.get(word) ?? true;
        passed.set(word, false);
        await fn();
        passed.set(word, before);
      });
    });
    afterAll(() => {
      const row: MatrixRow = {
        group: subject.group,
        package: subject.name,
        version,
        seen: [...passed].filter(([, ok]) => ok).map(([word]) => word),
        ...(subject.note !== undefined && { note: subject.note }),
        test: basename(expect.getState().testPath ?? ''),
      };
      const path = join(folder, `${fileNameOf(row)}.json`);
      // A run of some tests of a file (`-t`) says nothing of the rest.
      if (ran < defined) return;
      if (process.env.UPDATE_MATRIX) {
        mkdirSync(folder, { recursive: true });
        writeFileSync(path, `${JSON.stringify(row, null, 2)}\n`);
      }
      expect(
        row,
        'the committed row; where the new one is right: UPDATE_MATRIX=1, then npm run docs',
      ).toEqual(JSON.parse(readFileSync(path, 'utf8')));
    });
  });
}

/** A package may be wrapped and make spans of its own: two rows, two files. */
function fileNameOf({ group, package: name, version }: MatrixRow): string {
  const [major = '', minor = ''] = version.split('.');
  return `${name.replace(/^@/, '').replaceAll(/[^\w.-]+/g, '-')}@${major === '0' ? `0.${minor}` : major}${group === 'spans of others' ? '.spans' : ''}`;
}

function versionOf(alias: string): string {
  const { version } = JSON.parse(readFileSync(join(packages, alias, 'package.json'), 'utf8')) as {
    version: string;
  };
  return version;
}
