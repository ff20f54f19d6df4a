import { type FormEvent, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { Field } from '../parts/field.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { adminTexts } from '../texts/admin.ts';
import { type RedactionBody, type RedactionTest, redactionKinds } from './admin-types.ts';

const words = adminTexts.redaction.trial;
type Kind = (typeof redactionKinds)[number];

interface RedactionTrialProps {
  /** Tried in place of those of the project; all of these are tried where there is none. */
  readonly rule?: RedactionBody & { readonly name: string };
}

/** A sample as JSON where it is that, else as a text. */
function readSample(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch {
    return text;
  }
}

/** What would be stored of a sample; nothing is stored. */
export function RedactionTrial({ rule }: RedactionTrialProps) {
  const [sample, setSample] = useState('');
  const [kind, setKind] = useState<Kind>('span');
  const test = useHubAction(
    (hub): Promise<RedactionTest> =>
      dataOf(
        hub.api.POST('/api/v1/redaction/test', {
          body: { sample: readSample(sample), kind, ...(rule ? { rules: [rule] } : {}) },
        }),
      ),
  );
  const submit = (event: FormEvent) => {
    event.preventDefault();
    test.mutate(undefined);
  };
  return (
    <form className="obs-form" onSubmit={submit}>
      <Field label={words.sample} hint={words.hint}>
        {(control) => (
          <textarea
            {...control}
            className="obs-admin-sample"
            rows={4}
            value={sample}
            spellCheck={false}
            onChange={(event) => setSample(event.target.value)}
          />
        )}
      </Field>
      <div className="obs-redaction-try">
        <SelectField
          label={words.kind}
          value={kind}
          options={redactionKinds.map((one) => [one, adminTexts.redaction.kinds[one]])}
          onValue={(next) => setKind(redactionKinds.find((one) => one === next) ?? 'span')}
        />
        <button type="submit" className="obs-button" disabled={sample === '' || test.isPending}>
          {words.button}
        </button>
      </div>
      {test.error && <p role="alert">{adminTexts.failed(test.error.message)}</p>}
      {test.data && <Outcome test={test.data} />}
    </form>
  );
}

function Outcome({ test: { stored, matches } }: { test: RedactionTest }) {
  const text = typeof stored === 'string' ? stored : JSON.stringify(stored, null, 2);
  return (
    <div role="status" className="obs-form">
      <p>
        {matches.length === 0
          ? words.noMatch
          : matches.map(({ rule, count }) => words.found(rule, count)).join(', ')}
      </p>
      <pre className="obs-value-text obs-foreign">{text}</pre>
    </div>
  );
}
