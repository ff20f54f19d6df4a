/** A share of a whole, 0 to 1; null where there is nothing to share. */
export const ratio = (part: number, whole: number) => (whole === 0 ? null : part / whole);
