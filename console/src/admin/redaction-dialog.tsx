import { useDraft } from '../hooks/use-draft.ts';
import { dataOf } from '../hub/client.ts';
import { Problem } from '../hub/problem.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { CheckField } from '../parts/check-field.tsx';
import { Chip } from '../parts/chip.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { TextField } from '../parts/text-field.tsx';
import { adminTexts } from '../texts/admin.ts';
import { texts } from '../texts/common.ts';
import { adminKeys } from './admin-questions.ts';
import { type RedactionBody, type RedactionRule, redactionKinds } from './admin-types.ts';
import { RedactionTrial } from './redaction-trial.tsx';

const words = adminTexts.redaction;
type Kind = (typeof redactionKinds)[number];

interface Draft {
  readonly name: string;
  readonly pattern: string;
  readonly replacement: string;
  readonly kinds: readonly Kind[];
  /** With commas between them; empty for all. */
  readonly keys: string;
  readonly enabled: boolean;
}

const draftOf = (rule: RedactionRule | null): Draft => ({
  name: rule?.name ?? '',
  pattern: rule?.pattern ?? '',
  replacement: rule?.replacement ?? '[redacted]',
  kinds: redactionKinds.filter((kind) => rule?.kinds?.includes(kind) === true),
  keys: rule?.keys?.join(', ') ?? '',
  enabled: rule?.enabled ?? true,
});

function bodyOf({ pattern, replacement, kinds, keys, enabled }: Draft): RedactionBody {
  const named = keys
    .split(',')
    .map((key) => key.trim())
    .filter((key) => key !== '');
  return {
    pattern,
    replacement,
    enabled,
    kinds: kinds.length === 0 ? null : [...kinds],
    keys: named.length === 0 ? null : named,
  };
}

/** Makes a rule of redaction, or changes one, and tries it on a sample before it holds. */
export function RedactionDialog({ rule, onClose }: { rule: RedactionRule | null; onClose: () => void }) {
  const { draft, setDraft, isDirty } = useDraft(() => draftOf(rule));
  const change = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  const name = draft.name.trim();
  const save = useHubAction(
    (hub) =>
      dataOf(
        hub.api.PUT('/api/v1/redaction/rules/{name}', { params: { path: { name } }, body: bodyOf(draft) }),
      ),
    [adminKeys.redaction],
  );
  const faultOf = (field: string) =>
    save.error instanceof Problem && save.error.where === `body.${field}` ? save.error.message : null;
  const submit = () => {
    save.mutate(undefined, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={rule === null ? words.add : words.changeNamed(rule.name)}
      isDirty={isDirty}
      onClose={onClose}
    >
      <SentForm
        action={texts.save}
        isSending={save.isPending}
        fault={save.error && adminTexts.failed(save.error.message)}
        onSubmit={submit}
        onCancel={onClose}
      >
        {rule === null && (
          <TextField
            label={words.fields.name}
            value={draft.name}
            onValue={(next) => change({ name: next })}
            isRequired
            maxLength={64}
          />
        )}
        <TextField
          label={words.fields.pattern}
          hint={words.hints.pattern}
          fault={faultOf('pattern')}
          value={draft.pattern}
          onValue={(pattern) => change({ pattern })}
          isRequired
          maxLength={500}
        />
        <TextField
          label={words.fields.replacement}
          value={draft.replacement}
          onValue={(replacement) => change({ replacement })}
          maxLength={100}
        />
        <fieldset className="obs-choices">
          <legend>{words.fields.kinds}</legend>
          {redactionKinds.map((kind) => (
            <Chip
              key={kind}
              on={draft.kinds.includes(kind)}
              onClick={() =>
                change({
                  kinds: redactionKinds.filter((one) => (one === kind) !== draft.kinds.includes(one)),
                })
              }
            >
              {words.kinds[kind]}
            </Chip>
          ))}
        </fieldset>
        <TextField
          label={words.fields.keys}
          hint={words.hints.keys}
          value={draft.keys}
          onValue={(keys) => change({ keys })}
        />
        <CheckField
          label={words.fields.enabled}
          on={draft.enabled}
          onChange={(enabled) => change({ enabled })}
        />
      </SentForm>
      <section aria-label={words.trial.title} className="obs-redaction-trial">
        {draft.pattern !== '' && <RedactionTrial rule={{ name: name || 'new', ...bodyOf(draft) }} />}
      </section>
    </FormDialog>
  );
}
