/** A share of 0 to 1 as a bar with its words. */
export function ShareBar({ share, text }: { readonly share: number; readonly text: string }) {
  return (
    <span className="obs-share">
      <span className="obs-share-track" aria-hidden="true">
        <span className="obs-share-fill" style={{ width: `${Math.min(1, Math.max(0, share)) * 100}%` }} />
      </span>
      <span className="obs-figure">{text}</span>
    </span>
  );
}
