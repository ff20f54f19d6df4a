import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Runbook, Runbooks } from './runbooks.ts';

/** What alerts/docs/runbook-index.ts says of each alert. */
type Index = Readonly<Record<string, { readonly severity: string; readonly summary: string }>>;

const indexOf = (folder: string) => `${folder}.json`;

/** The folder of the runbooks: beside the built program, or in the repository; null where there is none. */
export function findRunbookDir(): string | null {
  const folders = ['runbooks', '../../../alerts/runbooks'].map((path) =>
    fileURLToPath(new URL(path, import.meta.url)),
  );
  return folders.find((folder) => existsSync(indexOf(folder))) ?? null;
}

/** The runbooks of a folder: a page `AlertName.md` each; what there is to say of all stands beside it, in `FOLDER.json`. */
export function readRunbooks(folder: string | null): Runbooks {
  if (folder === null) return new Runbooks([]);
  const index: Index = JSON.parse(readFileSync(indexOf(folder), 'utf8'));
  // Without a page, as in a repository where none is written yet, git keeps no folder.
  const files = existsSync(folder) ? readdirSync(folder).filter((file) => file.endsWith('.md')) : [];
  return new Runbooks(
    files.map((file): Runbook => {
      const name = basename(file, '.md');
      const text = readFileSync(join(folder, file), 'utf8');
      const { severity = null, summary = firstLine(text) } = index[name] ?? {};
      return { name, severity, summary, text };
    }),
  );
}

/** The line below the heading. */
function firstLine(text: string): string {
  return text.split('\n').find((line) => line.trim() !== '' && !line.startsWith('#')) ?? '';
}
