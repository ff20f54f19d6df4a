import type { ReactNode } from 'react';

/** A name and its figure in a line, within a `<dl className="obs-pairs">`. */
export function Pair({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
