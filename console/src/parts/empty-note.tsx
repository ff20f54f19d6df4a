import type { ReactNode } from 'react';

/** Says why there is nothing to see and what to do so that there is. */
export function EmptyNote({ title, children }: { title: string; children?: ReactNode }) {
  return (
    <div className="obs-empty-note">
      <h3>{title}</h3>
      {children}
    </div>
  );
}
