const BIGINT = '$bigint';

/** A value as JSON, with bigints; null where it would not come back the same: it holds a Map, a Date, a NaN. */
export function textOf(value: unknown): string | null {
  let isPlain = true;
  const text = JSON.stringify(value, function (this: Record<string, unknown>, key, inside: unknown) {
    // What toJSON made a text of.
    const given = this[key];
    if (typeof given === 'bigint') return { [BIGINT]: String(given) };
    isPlain &&= isPlainPart(given);
    return inside;
  });
  return isPlain ? (text ?? null) : null;
}

/** The value of such a text; null for what is none. */
export function answerOf(text: string): unknown {
  try {
    return JSON.parse(text, (_, value: unknown) =>
      typeof value === 'object' && value !== null && BIGINT in value ? BigInt(String(value[BIGINT])) : value,
    );
  } catch {
    return null;
  }
}

function isPlainPart(value: unknown): boolean {
  switch (typeof value) {
    case 'string':
    case 'boolean':
    case 'undefined':
      return true;
    case 'number':
      return Number.isFinite(value);
    case 'object': {
      if (value === null || Array.isArray(value)) return true;
      const prototype = Object.getPrototypeOf(value);
      return prototype === Object.prototype || prototype === null;
    }
    default:
      return false;
  }
}
