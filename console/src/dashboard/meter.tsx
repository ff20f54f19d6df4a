interface MeterProps {
  /** 0–1. */
  readonly share: number;
  readonly tone?: 'warn' | 'failed' | undefined;
}

/** A share as a bar; the words beside it say the figure. */
export function Meter({ share, tone }: MeterProps) {
  const width = `${Math.max(0, Math.min(1, share)) * 100}%`;
  return (
    <span className={tone ? `obs-meter is-${tone}` : 'obs-meter'} aria-hidden="true">
      <i style={{ inlineSize: width }} />
    </span>
  );
}
