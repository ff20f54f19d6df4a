import type { ReactNode } from 'react';
import { classNames } from './class-names.ts';

interface TileProps {
  readonly title: string;
  readonly value: string;
  readonly note?: string;
  /** Beside the value. */
  readonly aside?: string;
  readonly warning?: string | undefined;
  readonly tone?: 'running' | 'failed' | undefined;
  readonly wide?: boolean;
  /** With `onClick` the tile is a button that filters the list. */
  readonly pressed?: boolean;
  readonly onClick?: () => void;
  readonly children?: ReactNode;
}

/** One figure of the last hour. */
export function Tile(props: TileProps) {
  const { title, value, note, aside, warning, tone, wide, pressed, onClick, children } = props;
  const className = classNames('obs-tile', wide && 'is-wide', tone && `is-${tone}`);
  const body = (
    <>
      <span className="obs-tile-title">{title}</span>
      <span className="obs-tile-line">
        <span className="obs-tile-value">{value}</span>
        {aside && <span className="obs-tile-aside">{aside}</span>}
      </span>
      {note && <span className="obs-tile-note">{note}</span>}
      {warning && <span className="obs-tile-warning">{warning}</span>}
      {children}
    </>
  );
  return onClick ? (
    <button type="button" className={className} aria-pressed={pressed} onClick={onClick}>
      {body}
    </button>
  ) : (
    <div className={className}>{body}</div>
  );
}
