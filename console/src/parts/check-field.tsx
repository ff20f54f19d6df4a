interface CheckFieldProps {
  readonly label: string;
  readonly on: boolean;
  readonly onChange: (on: boolean) => void;
}

/** A box to tick, with its label beside it. */
export function CheckField({ label, on, onChange }: CheckFieldProps) {
  return (
    <label className="obs-check">
      <input type="checkbox" checked={on} onChange={(event) => onChange(event.target.checked)} />
      {label}
    </label>
  );
}
