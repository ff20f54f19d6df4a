import { type KeyboardEvent, useId } from 'react';

interface ExactFieldProps {
  readonly label: string;
  readonly value: string | null;
  readonly onValue: (value: string | null) => void;
  /** Values on offer. */
  readonly options?: readonly string[];
}

/** A field for an exact value, taken with Enter or by leaving it. */
export function ExactField({ label, value, onValue, options = [] }: ExactFieldProps) {
  const id = useId();
  const take = (text: string) => {
    const next = text.trim() || null;
    if (next !== value) onValue(next);
  };
  return (
    <>
      <input
        // Another value in the address is another text in the field.
        key={value}
        type="search"
        className="obs-input"
        aria-label={label}
        placeholder={label}
        defaultValue={value ?? ''}
        list={options.length > 0 ? id : undefined}
        onBlur={(event) => take(event.target.value)}
        onKeyDown={(event: KeyboardEvent<HTMLInputElement>) => {
          if (event.key === 'Enter') take(event.currentTarget.value);
        }}
      />
      {options.length > 0 && (
        <datalist id={id}>
          {options.map((option) => (
            <option key={option} value={option} />
          ))}
        </datalist>
      )}
    </>
  );
}
