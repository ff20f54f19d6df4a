import { type FormEvent, useState } from 'react';
import { Field } from '../parts/field.tsx';
import { executionsTexts } from '../texts/executions.ts';

const words = executionsTexts.views;

interface SaveViewFormProps {
  readonly isBusy: boolean;
  readonly onSave: (name: string, then: () => void) => void;
}

/** Saves what the list shows under a name. */
export function SaveViewForm({ isBusy, onSave }: SaveViewFormProps) {
  const [name, setName] = useState('');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (name.trim() === '') setFault(words.empty);
    else onSave(name.trim(), () => setName((now) => (now === name ? '' : now)));
  };
  return (
    <form className="obs-save-view" onSubmit={submit}>
      <Field label={words.name} hint={words.nameHint} fault={fault}>
        {(control) => (
          <input
            {...control}
            value={name}
            maxLength={200}
            onChange={({ target }) => {
              setName(target.value);
              setFault(null);
            }}
          />
        )}
      </Field>
      <button type="submit" className="obs-button is-primary" disabled={isBusy}>
        {words.save}
      </button>
    </form>
  );
}
