/** Grey lines in the place of what is being loaded. */
export function Skeleton({ lines, className }: { lines: number; className?: string }) {
  return (
    <div className={className ? `obs-skeleton ${className}` : 'obs-skeleton'} aria-hidden="true">
      {Array.from({ length: lines }, (_, line) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: the lines are alike and never move
        <div key={line} className="obs-skeleton-line" />
      ))}
    </div>
  );
}
