import { useMemo } from 'react';
import { LongText } from './long-text.tsx';

/** A value as text: strings as they are, JSON in a string and all else spelled out over lines. */
export function textOfValue(value: unknown): string {
  if (typeof value === 'string') {
    const looksLikeJson = /^\s*[[{]/.test(value);
    if (!looksLikeJson) return value;
    try {
      return JSON.stringify(JSON.parse(value), null, 2);
    } catch {
      return value;
    }
  }
  return JSON.stringify(value, null, 2) ?? String(value);
}

/** Something that a service recorded, as plain text; long ones are cut until asked for. */
export function ValueView({ value, label }: { value: unknown; label: string }) {
  const text = useMemo(() => textOfValue(value), [value]);
  return <LongText text={text} label={label} isCode />;
}
