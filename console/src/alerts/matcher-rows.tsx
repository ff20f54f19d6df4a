import { silencesTexts } from '../texts/alert-silences.ts';
import { emptyMatcher, type Matcher, matcherOps } from './matcher.ts';
import { RowInput, RowSelect } from './row-cells.tsx';
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
            <RowInput
              name={words.name}
              row={number}
              value={name}
              isRequired
              maxLength={200}
              onValue={(next) => change({ name: next })}
            />
            <RowSelect
              name={words.op}
              row={number}
              value={op}
              options={matcherOps}
              words={words.ops}
              onValue={(next) => change({ op: next })}
            />
            <RowInput
              name={words.value}
              row={number}
              value={value}
              onValue={(next) => change({ value: next })}
            />
          </>
        )}
      />
    </fieldset>
  );
}
