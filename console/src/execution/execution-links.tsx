import type { ExecutionDetail } from '../hub/types.ts';
import { texts } from '../texts/common.ts';

const words = texts.execution;

/** The same execution in the other servers of the stack; nothing where the hub knows of none. */
export function ExecutionLinks({ detail: { execution, links } }: { detail: ExecutionDetail }) {
  const all = [
    [words.links.trace, links.trace],
    [words.links.logs, links.logs],
    [words.links.dashboard[execution.kind], links.dashboard],
  ] as const;
  const known = all.flatMap(([title, url]) => (!url || !title ? [] : [{ title, url }]));
  if (known.length === 0) return null;
  return (
    <nav className="obs-elsewhere" aria-label={words.elsewhere}>
      {known.map(({ title, url }) => (
        <a key={title} href={url} target="_blank" rel="noreferrer">
          {title}
        </a>
      ))}
    </nav>
  );
}
