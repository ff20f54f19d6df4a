import { useState } from 'react';
import { useDraft } from '../hooks/use-draft.ts';
import { dataOf } from '../hub/client.ts';
import { useHub } from '../hub/hub-context.tsx';
import { useHubAction } from '../hub/use-hub-query.ts';
import { Chip } from '../parts/chip.tsx';
import { Field } from '../parts/field.tsx';
import { FormDialog } from '../parts/form-dialog.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { TextField } from '../parts/text-field.tsx';
import { silencesTexts } from '../texts/alert-silences.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { readDuration } from '../time-range/time-range.ts';
import { alertsKey } from './alerts-questions.ts';
import { type Matcher, silenceMatcher } from './matcher.ts';
import { MatcherRows } from './matcher-rows.tsx';

const words = alertsTexts.silence;
const durations = ['1h', '4h', '24h', '7d'] as const;
type Duration = (typeof durations)[number];

interface SilenceDialogProps {
  readonly title: string;
  /** The conditions that stand there at first. */
  readonly start: readonly Matcher[];
  readonly onClose: () => void;
}

/** Silences alerts by their labels, for a while. */
export function SilenceDialog({ title, start, onClose }: SilenceDialogProps) {
  const { clock } = useHub();
  const { draft, setDraft, isDirty } = useDraft(() => ({ matchers: start, comment: '' }));
  const { matchers, comment } = draft;
  const [duration, setDuration] = useState<Duration | null>('4h');
  const [fault, setFault] = useState<string | null>(null);
  const silence = useHubAction(
    (hub, endsMs: number) =>
      dataOf(
        hub.api.POST('/api/v1/silences', {
          body: {
            matchers: matchers.map(silenceMatcher),
            ends_at: new Date(endsMs).toISOString(),
            comment,
          },
        }),
      ),
    [alertsKey, ['silences']],
  );
  const submit = (form: FormData) => {
    const endsMs =
      duration === null
        ? new Date(String(form.get('until'))).getTime()
        : clock.now() + (readDuration(duration) ?? 60) * 60_000;
    if (!matchers.some(({ name, value }) => name.trim() !== '' && value !== ''))
      setFault(silencesTexts.needsMatcher);
    else if (!(endsMs > clock.now())) setFault(silencesTexts.endFault);
    else silence.mutate(endsMs, { onSuccess: onClose });
  };
  return (
    <FormDialog title={title} isDirty={isDirty} onClose={onClose}>
      <SentForm
        action={words.make}
        isSending={silence.isPending}
        fault={fault ?? (silence.error && alertsTexts.act.failed(silence.error.message))}
        onSubmit={submit}
        onCancel={onClose}
      >
        <p>{words.lead}</p>
        <MatcherRows
          legend={silencesTexts.conditions}
          rows={matchers}
          onRows={(rows) => setDraft({ ...draft, matchers: rows })}
        />
        <fieldset className="obs-choices">
          <legend>{words.for}</legend>
          {durations.map((one) => (
            <Chip key={one} on={one === duration} onClick={() => setDuration(one)}>
              {words.durations[one]}
            </Chip>
          ))}
          <Chip on={duration === null} onClick={() => setDuration(null)}>
            {silencesTexts.other}
          </Chip>
        </fieldset>
        {duration === null && (
          <Field label={silencesTexts.until}>
            {(control) => <input {...control} type="datetime-local" name="until" required />}
          </Field>
        )}
        <TextField
          label={words.why}
          hint={words.whyHint}
          value={comment}
          onValue={(next) => setDraft({ ...draft, comment: next })}
          isRequired
          maxLength={500}
        />
      </SentForm>
    </FormDialog>
  );
}
