import { Field } from '../parts/field.tsx';
import { queryTexts } from '../texts/query.ts';
import { type ChartChoice, rolesOf } from './chart-data.ts';
import type { SqlResult } from './run-sql.ts';

const words = queryTexts.chart;

interface ChartFormProps {
  readonly result: SqlResult;
  readonly choice: ChartChoice;
  readonly onChange: (choice: ChartChoice) => void;
}

/** What of an answer is drawn, and how. */
export function ChartForm({ result, choice, onChange }: ChartFormProps) {
  const roles = rolesOf(result);
  const toggle = (name: string) => {
    const y = choice.y.includes(name) ? choice.y.filter((one) => one !== name) : [...choice.y, name];
    if (y.length > 0) onChange({ ...choice, y });
  };
  return (
    <div className="obs-chart-form">
      <Field label={words.x}>
        {(control) => (
          <select
            {...control}
            value={choice.x}
            onChange={({ target }) => onChange({ ...choice, x: target.value })}
          >
            {result.columns.map(({ name }) => (
              <option key={name}>{name}</option>
            ))}
          </select>
        )}
      </Field>
      <Field label={words.form}>
        {(control) => (
          <select
            {...control}
            value={choice.form}
            onChange={({ target }) =>
              onChange({ ...choice, form: target.value === 'line' ? 'line' : 'bars' })
            }
          >
            {(['line', 'bars'] as const).map((form) => (
              <option key={form} value={form}>
                {words.forms[form]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <fieldset className="obs-chart-values">
        <legend>{words.y}</legend>
        {roles
          .filter(({ role, name }) => role === 'figure' && name !== choice.x)
          .map(({ name }) => (
            <label key={name} className="obs-check obs-foreign">
              <input type="checkbox" checked={choice.y.includes(name)} onChange={() => toggle(name)} />
              {name}
            </label>
          ))}
      </fieldset>
    </div>
  );
}
