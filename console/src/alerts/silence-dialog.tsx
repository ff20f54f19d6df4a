import { type FormEvent, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import type { Alert } from '../hub/types.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { useHub } from '../hub/hub-context.tsx';
import { Chip } from '../parts/chip.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { readDuration } from '../time-range/time-range.ts';
import { alertsTexts } from '../texts/alerts.ts';
import { alertsKey } from './alerts-questions.ts';

const words = alertsTexts.silence;
const durations = ['1h', '4h', '24h', '7d'] as const;

interface Silencing {
  readonly duration: (typeof durations)[number];
  readonly comment: string;
}

/** Silences an alert, by all of its labels, for a while. */
export function SilenceDialog({ alert, onClose }: { alert: Alert; onClose: () => void }) {
  const { clock } = useHub();
  const [duration, setDuration] = useState<Silencing['duration']>('4h');
  // The project is the hub's to say, not a label to match by.
  const matchers = Object.entries(alert.labels)
    .filter(([name]) => name !== 'project')
    .map(([name, value]) => ({ name, value }));
  const silence = useHubAction(
    (hub, { duration: length, comment }: Silencing) => {
      const endsMs = clock.now() + (readDuration(length) ?? 60) * 60_000;
      return dataOf(
        hub.api.POST('/api/v1/silences', {
          body: { matchers, ends_at: new Date(endsMs).toISOString(), comment },
        }),
      );
    },
    [alertsKey, ['silences']],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const comment = String(new FormData(event.currentTarget).get('comment'));
    silence.mutate({ duration, comment }, { onSuccess: onClose });
  };
  return (
    <Dialog title={words.title(alert.name)} onClose={onClose}>
      <form className="obs-form" onSubmit={submit}>
        <p>{words.lead}</p>
        <ul className="obs-alert-labels">
          {matchers.map(({ name, value }) => (
            <li key={name} className="obs-foreign">
              {name}={value}
            </li>
          ))}
        </ul>
        <fieldset className="obs-choices">
          <legend>{words.for}</legend>
          {durations.map((one) => (
            <Chip key={one} on={one === duration} onClick={() => setDuration(one)}>
              {words.durations[one]}
            </Chip>
          ))}
        </fieldset>
        <Field label={words.why} hint={words.whyHint}>
          {(control) => <input {...control} name="comment" required maxLength={500} />}
        </Field>
        {silence.error && <p role="alert">{alertsTexts.act.failed(silence.error.message)}</p>}
        <button type="submit" className="obs-button is-primary" disabled={silence.isPending}>
          {words.make}
        </button>
      </form>
    </Dialog>
  );
}
