import type { ReactNode } from 'react';

/** A name with its value below it, within a `<dl>` that lays such pairs side by side. */
export function StackedFact({ title, children }: { title: string; children: ReactNode }) {
  return (
    <div>
      <dt>{title}</dt>
      <dd className="obs-foreign">{children}</dd>
    </div>
  );
}
