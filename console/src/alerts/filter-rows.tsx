import { ruleTexts } from '../texts/alert-rules.ts';
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
            <select
              className="obs-input"
              aria-label={`${words.by} ${number}`}
              value={by}
              onChange={(event) => {
                const chosen = may.find((one) => one === event.target.value);
                if (chosen) change({ by: chosen });
              }}
            >
              {may.map((one) => (
                <option key={one} value={one}>
                  {ruleTexts.dimensions[one]}
                </option>
              ))}
            </select>
            {by === 'tag' && (
              <input
                className="obs-input"
                aria-label={`${words.tag} ${number}`}
                placeholder={words.tag}
                value={tag}
                maxLength={512}
                onChange={(event) => change({ tag: event.target.value })}
              />
            )}
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
