import { execFileSync } from 'node:child_process';

/** What a folder takes on disk. */
export function folderBytes(folder: string): number {
  return Number(execFileSync('du', ['-s', '--block-size=1', folder], { encoding: 'utf8' }).split('\t')[0]);
}
