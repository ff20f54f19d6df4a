import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface ChipProps {
  readonly on: boolean;
  readonly onClick: () => void;
  readonly children: ReactNode;
  readonly className?: string;
  readonly title?: string;
}

/** A small button that is on or off. */
export function Chip({ on, onClick, children, className, title }: ChipProps) {
  return (
    <button
      type="button"
      className={classNames('obs-chip', className)}
      aria-pressed={on}
      onClick={onClick}
      title={title}
    >
      {children}
    </button>
  );
}
