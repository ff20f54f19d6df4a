import { type FormEvent, lazy, Suspense, useState } from 'react';
import { Field } from '../parts/field.tsx';
import { Skeleton } from '../parts/skeleton.tsx';
import { boardsTexts } from '../texts/boards.ts';
import type { PanelOptions } from './edit-board.ts';
import type { PanelDefinition, PanelOption } from './panel-registry.ts';

const words = boardsTexts.panel;
const SqlEditor = lazy(async () => ({ default: (await import('../query/sql-editor.tsx')).SqlEditor }));

interface PanelOptionsFormProps {
  readonly definition: PanelDefinition;
  readonly title: string;
  readonly options: PanelOptions;
  readonly submit: string;
  readonly onSubmit: (title: string, options: PanelOptions) => void;
}

/** What a panel is called and asked for. */
export function PanelOptionsForm(props: PanelOptionsFormProps) {
  const { definition, submit, onSubmit } = props;
  const [title, setTitle] = useState(props.title);
  const [options, setOptions] = useState<PanelOptions>(() => ({
    ...usualOptions(definition),
    ...props.options,
  }));
  const [isChecked, setChecked] = useState(false);
  const isMissing = ({ key, isRequired }: PanelOption) =>
    Boolean(isRequired) && String(options[key] ?? '').trim() === '';
  const send = (event: FormEvent) => {
    event.preventDefault();
    setChecked(true);
    if (!definition.options.some(isMissing)) onSubmit(title.trim(), options);
  };
  return (
    <form className="obs-form" onSubmit={send}>
      {definition.group === 'own' && (
        <Field label={words.title} hint={words.titleHint}>
          {(control) => (
            <input
              {...control}
              value={title}
              maxLength={200}
              onChange={({ target }) => setTitle(target.value)}
            />
          )}
        </Field>
      )}
      {definition.options.map((option) => (
        <OptionField
          key={option.key}
          option={option}
          value={String(options[option.key] ?? '')}
          fault={isChecked && isMissing(option) ? boardsTexts.options.required : null}
          onChange={(value) => setOptions((now) => ({ ...now, [option.key]: value }))}
        />
      ))}
      <div className="obs-choices">
        <button type="submit" className="obs-button is-primary">
          {submit}
        </button>
      </div>
    </form>
  );
}

/** The first of each choice. */
function usualOptions({ options }: PanelDefinition): PanelOptions {
  return Object.fromEntries(
    options.flatMap(({ key, choices }) => (choices?.[0] ? [[key, choices[0][0]]] : [])),
  );
}

interface OptionFieldProps {
  readonly option: PanelOption;
  readonly value: string;
  readonly fault: string | null;
  readonly onChange: (value: string) => void;
}

function OptionField({ option, value, fault, onChange }: OptionFieldProps) {
  const { label, hint, kind, choices = [] } = option;
  const [given] = useState({ text: value });
  if (kind === 'code') {
    return (
      <div className="obs-field">
        <span className="obs-field-label">{label}</span>
        <Suspense fallback={<Skeleton lines={3} />}>
          <SqlEditor given={given} fault={null} onChange={onChange} onRun={() => {}} />
        </Suspense>
        <div className="obs-field-notes">{fault ? <span role="alert">{fault}</span> : hint}</div>
      </div>
    );
  }
  return (
    <Field label={label} hint={hint} fault={fault}>
      {(control) =>
        kind === 'choice' ? (
          <select {...control} value={value} onChange={({ target }) => onChange(target.value)}>
            {choices.map(([choice, word]) => (
              <option key={choice} value={choice}>
                {word}
              </option>
            ))}
          </select>
        ) : kind === 'text' ? (
          <textarea
            {...control}
            rows={5}
            maxLength={8_000}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
        ) : (
          <input
            {...control}
            maxLength={500}
            value={value}
            onChange={({ target }) => onChange(target.value)}
          />
        )
      }
    </Field>
  );
}
