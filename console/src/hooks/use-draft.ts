import { useState } from 'react';

/** What is being written, of plain values, and whether it differs from what it was at first or when it was last kept. */
export function useDraft<D>(begin: () => D) {
  const [kept, setKept] = useState(begin);
  const [draft, setDraft] = useState(kept);
  return {
    draft,
    setDraft,
    isDirty: draft !== kept && JSON.stringify(draft) !== JSON.stringify(kept),
    /** The draft is saved: leaving it loses nothing. */
    keep: setKept,
  };
}
