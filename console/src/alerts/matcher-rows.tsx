import { silencesTexts } from '../texts/alert-silences.ts';
import { emptyMatcher, type Matcher, matcherOps } from './matcher.ts';
import { RowList } from './row-list.tsx';

const words = silencesTexts.matchers;

interface MatcherRowsProps {
  readonly legend: string;
  readonly rows: readonly Matcher[];
  readonly onRows: (rows: readonly Matcher[]) => void;
}

/** Conditions on the labels of alerts; all of them must hold. */
export function MatcherRows({ legend, rows, onRows }: MatcherRowsProps) {
  return (
    <fieldset className="obs-choices-rows">
      <legend>{legend}</legend>
      <RowList
        rows={rows}
        onRows={onRows}
        make={() => emptyMatcher}
        addLabel={words.add}
        removeLabel={words.remove}
        render={({ name, op, value }, change, number) => (
          <>
            <input
              className="obs-input"
              aria-label={`${words.name} ${number}`}
              placeholder={words.name}
              value={name}
              required
              maxLength={200}
              onChange={(event) => change({ name: event.target.value })}
            />
            <select
              className="obs-input"
              aria-label={`${words.op} ${number}`}
              value={op}
              onChange={(event) => {
                const chosen = matcherOps.find((one) => one === event.target.value);
                if (chosen) change({ op: chosen });
              }}
            >
              {matcherOps.map((one) => (
                <option key={one} value={one}>
                  {words.ops[one]}
                </option>
              ))}
            </select>
            <input
              className="obs-input"
              aria-label={`${words.value} ${number}`}
              placeholder={words.value}
              value={value}
              maxLength={512}
              onChange={(event) => change({ value: event.target.value })}
            />
          </>
        )}
      />
    </fieldset>
  );
}
