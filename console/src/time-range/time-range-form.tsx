import { type FormEvent, useState } from 'react';
import { useHub } from '../hub/hub-context.tsx';
import { Field } from '../parts/field.tsx';
import { shellTexts } from '../texts/shell.ts';
import { rangeBounds, type TimeRange } from './time-range.ts';
import { timeZone } from './time-zone.ts';

const words = shellTexts.range;
const MINUTE_MS = 60_000;

/** An instant as the field of a form has it, in the zone that is shown. */
function toField(ms: number): string {
  const offsetMs = timeZone.get() === 'utc' ? 0 : new Date(ms).getTimezoneOffset() * MINUTE_MS;
  return new Date(ms - offsetMs).toISOString().slice(0, 16);
}

const fromField = (text: string) => Date.parse(timeZone.get() === 'utc' ? `${text}Z` : text);

/** Beginning and end of a range, by hand. */
export function TimeRangeForm({
  range,
  onChoose,
}: {
  range: TimeRange;
  onChoose: (range: TimeRange) => void;
}) {
  const { clock } = useHub();
  const [bounds] = useState(() => rangeBounds(range, clock.now()));
  const [fault, setFault] = useState<string | null>(null);
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const form = new FormData(event.currentTarget);
    const [fromMs, toMs] = [fromField(String(form.get('from'))), fromField(String(form.get('to')))];
    if (fromMs < toMs) onChoose({ kind: 'between', fromMs, toMs });
    else setFault(words.upsideDown);
  };
  return (
    <form className="obs-form-row" onSubmit={submit}>
      <Field label={words.from}>
        {(control) => (
          <input
            {...control}
            name="from"
            type="datetime-local"
            required
            defaultValue={toField(bounds.fromMs)}
          />
        )}
      </Field>
      <Field label={words.to} fault={fault}>
        {(control) => (
          <input {...control} name="to" type="datetime-local" required defaultValue={toField(bounds.toMs)} />
        )}
      </Field>
      <button type="submit" className="obs-button is-primary">
        {words.apply}
      </button>
    </form>
  );
}
