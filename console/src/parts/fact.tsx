import type { ReactNode } from 'react';

/** A name and its value, within a `<dl className="facts">`. */
export function Fact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div className="obs-fact">
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}
