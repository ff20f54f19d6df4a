import { type ReactNode, useId } from 'react';

interface FieldProps {
  readonly label: string;
  /** What is expected. */
  readonly hint?: string | undefined;
  /** What is wrong with what was given. */
  readonly fault?: string | null | undefined;
  /** The control, with what ties it to its label and notes. */
  readonly children: (control: {
    readonly id: string;
    readonly 'aria-describedby': string;
    readonly 'aria-invalid': boolean;
  }) => ReactNode;
}

/** A control with its label, what it expects, and what is wrong with it. */
export function Field({ label, hint, fault, children }: FieldProps) {
  const id = useId();
  return (
    <div className="obs-field">
      <label htmlFor={id}>{label}</label>
      {children({ id, 'aria-describedby': `${id}-notes`, 'aria-invalid': Boolean(fault) })}
      <div id={`${id}-notes`} className="obs-field-notes">
        {fault ? <span role="alert">{fault}</span> : hint}
      </div>
    </div>
  );
}
