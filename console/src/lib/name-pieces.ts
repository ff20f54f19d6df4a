/** A part of a name, and at which character of it it begins. */
export interface NamePiece {
  readonly at: number;
  readonly text: string;
}

/** Longer names are texts, which may break anywhere. */
const LONGEST_NAME = 200;
/** An id that is not longer needs no shortening. */
const LONGEST_ID = 20;
/** Of a shortened id: enough to tell it from its neighbours. */
const HEAD = 8;
const TAIL = 6;
const isRandom = (text: string) => text.length >= 12 && (text.match(/\d/g)?.length ?? 0) >= 4;

/** The parts of a name between which its line may break: after separators, and before a word that begins with a capital. */
export function namePieces(name: string): readonly NamePiece[] {
  if (name.length > LONGEST_NAME) return [{ at: 0, text: name }];
  const texts = name
    .split(/(?<=[-_./:@|=,])(?![-_./:@|=,])|(?<=[a-z])(?=[A-Z][a-z])/)
    .filter((text) => text !== '');
  let at = 0;
  return texts.map((text) => {
    const piece = { at, text };
    at += text.length;
    return piece;
  });
}

/** Beginning, middle and end of an id that a machine made and nobody reads to the end; null for other names. */
export function idParts(name: string): readonly [string, string, string] | null {
  if (name.length <= LONGEST_ID || name.length > LONGEST_NAME) return null;
  const isUuid = /[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}/i.test(name);
  if (!isUuid && !namePieces(name).some(({ text }) => isRandom(text))) return null;
  // Signs of two halves stay whole.
  const signs = [...name];
  return [signs.slice(0, HEAD).join(''), signs.slice(HEAD, -TAIL).join(''), signs.slice(-TAIL).join('')];
}
