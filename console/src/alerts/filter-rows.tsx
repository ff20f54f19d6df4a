import { ruleTexts } from '../texts/alert-rules.ts';
import { RowInput, RowSelect } from './row-cells.tsx';
import { RowList } from './row-list.tsx';
import { dimensionsFor, hasTags, type RuleFilterRow } from './rule-draft.ts';

const words = ruleTexts.filter;

interface FilterRowsProps {
  readonly condition: string;
  readonly rows: readonly RuleFilterRow[];
  readonly onRows: (rows: readonly RuleFilterRow[]) => void;
}

/** What a rule looks at alone. */
export function FilterRows({ condition, rows, onRows }: FilterRowsProps) {
  const may: readonly RuleFilterRow['by'][] = [
    ...dimensionsFor(condition),
    ...(hasTags(condition) ? (['tag'] as const) : []),
  ];
  const [first] = may;
  if (first === undefined) return null;
  return (
    <fieldset className="obs-choices-rows">
      <legend>{words.title}</legend>
      {rows.length === 0 && <p className="obs-card-note">{words.none}</p>}
      <RowList
        rows={rows}
        onRows={onRows}
        make={() => ({ by: first, tag: '', value: '' })}
        addLabel={words.add}
        removeLabel={words.remove}
        render={({ by, tag, value }, change, number) => (
          <>
            <RowSelect
              name={words.by}
              row={number}
              value={by}
              options={may}
              words={ruleTexts.dimensions}
              onValue={(next) => change({ by: next })}
            />
            {by === 'tag' && (
              <RowInput name={words.tag} row={number} value={tag} onValue={(next) => change({ tag: next })} />
            )}
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
