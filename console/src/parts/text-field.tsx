import { Field } from './field.tsx';

interface TextFieldProps {
  readonly label: string;
  readonly hint?: string | undefined;
  readonly fault?: string | null;
  readonly value: string;
  readonly onValue: (value: string) => void;
  readonly isRequired?: boolean;
  readonly isFigure?: boolean;
  readonly maxLength?: number;
  /** Not shown as it is typed, and kept by no browser. */
  readonly isSecret?: boolean;
  readonly placeholder?: string;
}

/** A line of text with its label. */
export function TextField(props: TextFieldProps) {
  const { label, hint, fault, value, onValue, isRequired, isFigure, maxLength, isSecret, placeholder } =
    props;
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) => (
        <input
          {...control}
          value={value}
          required={isRequired}
          maxLength={maxLength}
          placeholder={placeholder}
          {...(isSecret ? { type: 'password', autoComplete: 'new-password' } : {})}
          inputMode={isFigure ? 'decimal' : undefined}
          onChange={(event) => onValue(event.target.value)}
        />
      )}
    </Field>
  );
}
