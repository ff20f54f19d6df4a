import { texts } from '../texts/common.ts';

/** Stands in the list's place where the filter leaves nothing. */
export function NoMatch({ onClear }: { onClear: () => void }) {
  return (
    <section className="obs-note">
      <h2>{texts.empty.filteredTitle}</h2>
      <p>{texts.empty.filtered}</p>
      <button type="button" className="obs-button" onClick={onClear}>
        {texts.filter.clear}
      </button>
    </section>
  );
}
