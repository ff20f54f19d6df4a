import type { ReactNode } from 'react';

interface EmptyNoteProps {
  readonly title: string;
  /** Of its heading: 2 where it stands in the place of a whole page, 3 within a panel. */
  readonly level?: 2 | 3;
  readonly children?: ReactNode;
}

/** Says why there is nothing to see and what to do so that there is. */
export function EmptyNote({ title, children, level = 3 }: EmptyNoteProps) {
  const Heading = `h${level}` as const;
  return (
    <div className="obs-empty-note">
      <Heading>{title}</Heading>
      {children}
    </div>
  );
}
