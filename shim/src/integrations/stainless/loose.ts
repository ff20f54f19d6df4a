/** A value of an answer or a request, whose form nobody has checked. */
export type Loose = Readonly<Record<string, unknown>>;

/** The value as an object, empty where it is none. */
export function loose(value: unknown): Loose {
  return typeof value === 'object' && value !== null ? (value as Loose) : {};
}

/** The value as a list of objects, empty where it is none. */
export function looseList(value: unknown): readonly Loose[] {
  return Array.isArray(value) ? value.map(loose) : [];
}

/** The value where it is a text. */
export function textIn(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

/** The value where it is a number. */
export function numberIn(value: unknown): number | undefined {
  return typeof value === 'number' ? value : undefined;
}

/** The values that are texts. */
export function textsIn(values: readonly unknown[]): string[] {
  return values.filter((value) => typeof value === 'string');
}

/** JSON text as the value that it stands for; other text as it is. */
export function parsedText(text: unknown): unknown {
  if (typeof text !== 'string') return text;
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}
