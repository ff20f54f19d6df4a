import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pythonWith } from '../../../test/support/python.ts';

/** The Python of a peer with exactly the packages of its list, made once in the cache folder: some minutes, about 1 GB. */
export function pythonOf(peer: string): string {
  const list = readFileSync(join(import.meta.dirname, `${peer}.txt`), 'utf8');
  return pythonWith(
    peer,
    list.split('\n').filter((line) => line !== '' && !line.startsWith('#')),
  );
}
