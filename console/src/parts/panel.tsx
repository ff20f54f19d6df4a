import { type ReactNode, useId } from 'react';
import { classNames } from './class-names.ts';
import { FaultGuard } from './fault-guard.tsx';

interface PanelProps {
  readonly title: string;
  /** In small letters beside the title. */
  readonly note?: ReactNode;
  /** Links and buttons at the right of the head. */
  readonly actions?: ReactNode;
  readonly className?: string | undefined;
  readonly children: ReactNode;
}

/** A part of a page with a head; a region for screen readers. */
export function Panel({ title, note, actions, className, children }: PanelProps) {
  const id = useId();
  return (
    <section className={classNames('obs-card', className)} aria-labelledby={id}>
      <header className="obs-card-head">
        <h2 id={id}>{title}</h2>
        {note !== undefined && <span className="obs-card-note">{note}</span>}
        {actions !== undefined && <div className="obs-card-actions">{actions}</div>}
      </header>
      <div className="obs-card-body">
        <FaultGuard>{children}</FaultGuard>
      </div>
    </section>
  );
}
