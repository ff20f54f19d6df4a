import { type FormEvent, useState } from 'react';
import { useQueuedAction } from '../offline/use-queued-action.ts';
import { Chip } from '../parts/chip.tsx';
import { Field } from '../parts/field.tsx';
import { executionTexts } from '../texts/execution.ts';

const words = executionTexts.judgements;
type Verdict = 'good' | 'poor';

const verdicts = {
  good: { score: 1, label: words.goodLabel },
  poor: { score: 0, label: words.poorLabel },
} as const;

/** Says what the reader thinks of an execution; kept as feedback of a user, later where the hub is away. */
export function FeedbackForm({ executionId }: { executionId: string }) {
  const [verdict, setVerdict] = useState<Verdict | null>(null);
  const [comment, setComment] = useState('');
  const [isMissing, setMissing] = useState(false);
  const send = useQueuedAction(
    (body: object) => ({
      method: 'POST',
      path: `/api/v1/executions/${encodeURIComponent(executionId)}/feedback`,
      body,
      once: true,
      title: words.queued(executionId),
    }),
    [['execution', executionId]],
  );

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const said = comment.trim();
    if (verdict === null && said === '') {
      setMissing(true);
      return;
    }
    setMissing(false);
    const feedback = {
      ...(verdict === null ? {} : verdicts[verdict]),
      ...(said === '' ? {} : { comment: said }),
    };
    send.mutate(feedback, {
      onSuccess: () => {
        // What was said since waits to be sent.
        setVerdict((now) => (now === verdict ? null : now));
        setComment((now) => (now === comment ? '' : now));
      },
    });
  };
  const choose = (next: Verdict) => setVerdict(verdict === next ? null : next);

  return (
    <form className="obs-feedback" onSubmit={submit}>
      <fieldset className="obs-choices">
        <legend>{words.form}</legend>
        <Chip on={verdict === 'good'} onClick={() => choose('good')}>
          {words.good}
        </Chip>
        <Chip on={verdict === 'poor'} onClick={() => choose('poor')}>
          {words.poor}
        </Chip>
      </fieldset>
      <Field
        label={words.comment}
        hint={words.commentHint}
        fault={isMissing ? words.needed : send.isError ? words.failed(send.error.message) : null}
      >
        {(control) => (
          <textarea
            {...control}
            rows={2}
            maxLength={10_000}
            value={comment}
            onChange={(event) => setComment(event.target.value)}
          />
        )}
      </Field>
      <div className="obs-feedback-send">
        <button type="submit" className="obs-button is-primary" disabled={send.isPending}>
          {words.send}
        </button>
        <span role="status">{send.isSuccess && words[send.data]}</span>
      </div>
    </form>
  );
}
