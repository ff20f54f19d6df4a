/** As deep as a value of OTLP may be: what is deeper, PostgreSQL and JavaScript may not get through. */
export const MAX_JSON_DEPTH = 32;

/** Whether a JSON value is deeper than so many levels, found without going down into it by calls of itself. */
export function isTooDeep(value: unknown, levels = MAX_JSON_DEPTH): boolean {
  let level: unknown[] = [value];
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth > levels) return true;
    level = level.flatMap((one) => (typeof one === 'object' && one !== null ? Object.values(one) : []));
  }
  return false;
}
