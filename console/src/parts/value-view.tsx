import { useState } from 'react';
import { texts } from '../texts/common.ts';
import { CopyButton } from './copy-button.tsx';

const SHORT = 1_200;

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
  const [whole, setWhole] = useState(false);
  const text = textOfValue(value);
  const long = text.length > SHORT;
  return (
    <div className="obs-value">
      <pre className="obs-value-text">{long && !whole ? `${text.slice(0, SHORT)}…` : text}</pre>
      <div className="obs-value-actions">
        {long && (
          <button type="button" className="obs-button is-quiet" onClick={() => setWhole(!whole)}>
            {whole ? texts.json.less : texts.json.more}
          </button>
        )}
        <CopyButton value={text} label={texts.execution.copyValue(label)} />
      </div>
    </div>
  );
}
