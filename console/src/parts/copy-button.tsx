import { useEffect, useState } from 'react';
import { texts } from '../texts/common.ts';
import { Icon } from './icon.tsx';

/** Puts a text on the clipboard; also where the page is not served from a secure context. */
async function copy(text: string): Promise<void> {
  if (navigator.clipboard) return navigator.clipboard.writeText(text);
  const field = document.createElement('textarea');
  field.value = text;
  field.readOnly = true;
  field.className = 'obs-sr-only';
  document.body.append(field);
  field.select();
  document.execCommand('copy');
  field.remove();
}

/** A button that copies `value`; `label` says what that is, and stands beside the icon where `withWord` is `label`. */
export function CopyButton({
  value,
  label,
  withWord = false,
}: {
  value: string;
  label: string;
  withWord?: boolean | 'label';
}) {
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => setDone(false), 1_600);
    return () => clearTimeout(timer);
  }, [done]);
  return (
    <button
      type="button"
      className="obs-copy"
      title={label}
      aria-label={done ? texts.copied : label}
      onClick={() => {
        copy(value).then(
          () => setDone(true),
          () => setDone(false),
        );
      }}
    >
      <Icon name={done ? 'completed' : 'copy'} />
      {withWord && <span>{done ? texts.copied : withWord === 'label' ? label : texts.copy}</span>}
    </button>
  );
}
