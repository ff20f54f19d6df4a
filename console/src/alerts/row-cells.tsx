interface CellProps {
  /** Its name for those who do not see the row; a placeholder, too, where it is typed. */
  readonly name: string;
  /** Which row it is in, from 1. */
  readonly row: number;
}

interface RowInputProps extends CellProps {
  readonly value: string;
  readonly isRequired?: boolean;
  /** Letters; 512 unless given. */
  readonly maxLength?: number;
  readonly onValue: (value: string) => void;
}

/** A field in a row of a list. */
export function RowInput({ name, row, value, isRequired, maxLength = 512, onValue }: RowInputProps) {
  return (
    <input
      className="obs-input"
      aria-label={`${name} ${row}`}
      placeholder={name}
      value={value}
      required={isRequired}
      maxLength={maxLength}
      onChange={(event) => onValue(event.target.value)}
    />
  );
}

interface RowSelectProps<V extends string> extends CellProps {
  readonly value: V;
  readonly options: readonly V[];
  readonly words: Readonly<Record<V, string>>;
  readonly onValue: (value: V) => void;
}

/** A choice in a row of a list. */
export function RowSelect<V extends string>({
  name,
  row,
  value,
  options,
  words,
  onValue,
}: RowSelectProps<V>) {
  return (
    <select
      className="obs-input"
      aria-label={`${name} ${row}`}
      value={value}
      onChange={(event) => {
        const chosen = options.find((one) => one === event.target.value);
        if (chosen) onValue(chosen);
      }}
    >
      {options.map((one) => (
        <option key={one} value={one}>
          {words[one]}
        </option>
      ))}
    </select>
  );
}
