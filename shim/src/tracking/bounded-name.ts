/** Longer than any name or id in use; names go into each event, span and metric. */
const MAX_LENGTH = 256;

/** A name or id as it may be recorded: a text of at most 256 characters, whatever the caller gave. */
export function boundedName(value: unknown): string {
  if (typeof value === 'string') return value.length <= MAX_LENGTH ? value : cutAt(value, MAX_LENGTH);
  if (typeof value === 'symbol') return boundedName(value.description ?? '');
  const readable = typeof value === 'number' || typeof value === 'boolean' || typeof value === 'bigint';
  return readable ? boundedName(String(value)) : 'unknown';
}

/** As `boundedName`, for what may be left out. */
export function optionalName(value: unknown): string | undefined {
  return value === undefined || value === null || value === '' ? undefined : boundedName(value);
}

/** The first `length` characters, without half of a surrogate pair at the end. */
function cutAt(text: string, length: number): string {
  const last = text.charCodeAt(length - 1);
  return text.slice(0, last >= 0xd800 && last <= 0xdbff ? length - 1 : length);
}
