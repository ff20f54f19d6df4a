import { useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import { useHubAction } from '../hub/use-hub-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { TextField } from '../parts/text-field.tsx';
import { adminTexts } from '../texts/admin.ts';
import { adminKeys, type Managed } from './admin-questions.ts';
import { type MadeApiKey, type Scope, scopes } from './admin-types.ts';
import { SecretShown } from './secret-shown.tsx';

const words = adminTexts.keys;
/** Days after which a key ends; 0 for never. */
const lives = [0, 30, 90, 365] as const;
const DAY_MS = 86_400_000;

/** Makes a key, and shows its secret once. */
export function NewKeyDialog({ managed, onClose }: { managed: Managed; onClose: () => void }) {
  const { clock } = useHub();
  const [name, setName] = useState('');
  const [chosen, setChosen] = useState<readonly Scope[]>(['ingest']);
  const [days, setDays] = useState(0);
  const make = useHubAction(
    (hub): Promise<MadeApiKey> => {
      const expires = days === 0 ? {} : { expires_at: new Date(clock.now() + days * DAY_MS).toISOString() };
      return dataOf(
        hub.api.POST('/api/v1/keys', {
          body: { name: name.trim(), scopes: [...chosen], ...expires, ...managed },
        }),
      );
    },
    [adminKeys.keys],
  );
  const toggle = (scope: Scope) =>
    setChosen(scopes.filter((one) => (one === scope) !== chosen.includes(one)));
  const submit = () => {
    make.mutate(undefined);
  };
  if (make.data) return <SecretShown made={make.data} onClose={onClose} />;
  return (
    <Dialog title={words.add} onClose={onClose}>
      <SentForm
        action={words.make}
        isSending={make.isPending}
        isReady={chosen.length > 0}
        fault={make.error && adminTexts.failed(make.error.message)}
        onSubmit={submit}
        onCancel={onClose}
      >
        <TextField
          label={words.fields.name}
          hint={words.hints.name}
          value={name}
          onValue={setName}
          isRequired
          maxLength={100}
        />
        <fieldset className="obs-choices-rows">
          <legend>{words.fields.scopes}</legend>
          {scopes.map((scope) => (
            <label key={scope} className="obs-check">
              <input type="checkbox" checked={chosen.includes(scope)} onChange={() => toggle(scope)} />
              <span>
                <b>{adminTexts.scopes[scope]}</b>{' '}
                <span className="obs-card-note">{words.scopeHints[scope]}</span>
              </span>
            </label>
          ))}
        </fieldset>
        <SelectField
          label={words.fields.expires}
          value={String(days)}
          options={lives.map((life) => [String(life), words.life(life)])}
          onValue={(next) => setDays(Number(next))}
        />
      </SentForm>
    </Dialog>
  );
}
