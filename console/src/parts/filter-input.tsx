import { useRef, useState } from 'react';
import { useKeys } from '../hooks/use-keys.ts';

interface FilterInputProps {
  readonly label: string;
  readonly placeholder: string;
  readonly text: string;
  readonly onText: (text: string) => void;
}

/** A field that filters what is on the page as one types; `/` leads to it. */
export function FilterInput({ label, placeholder, text, onText }: FilterInputProps) {
  // The address follows each key, but the field must not wait for it.
  const [typed, setTyped] = useState(text);
  const [given, setGiven] = useState(text);
  if (text !== given) {
    // The address says something else: a button cleared it, or the reader went back.
    setGiven(text);
    setTyped(text);
  }
  const input = useRef<HTMLInputElement>(null);
  useKeys({
    '/': (event) => {
      event.preventDefault();
      input.current?.focus();
    },
  });
  return (
    <input
      ref={input}
      type="search"
      className="obs-input"
      aria-label={label}
      aria-keyshortcuts="/"
      placeholder={placeholder}
      value={typed}
      onChange={(event) => {
        setTyped(event.target.value);
        onText(event.target.value);
      }}
    />
  );
}
