import { useState } from 'react';
import { useHubAction } from '../hub/use-hub-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { usePlace } from '../place/place-context.tsx';
import { pagePath } from '../place/route.ts';
import { boardsTexts as words } from '../texts/boards.ts';
import { boardsQuestion, makeBoard } from './boards-questions.ts';
import { type BoardStart, boardStarts, firstPanels } from './first-panels.ts';

const DAY = '24h';

/** Makes a board and opens it, to be edited. */
export function NewBoardDialog({ onClose }: { onClose: () => void }) {
  const place = usePlace();
  const make = useHubAction(makeBoard, [boardsQuestion.key]);
  const [start, setStart] = useState<BoardStart>('fleet');
  const [fault, setFault] = useState<string | null>(null);
  const submit = (form: FormData) => {
    const name = String(form.get('name')).trim();
    if (name === '') return setFault(words.nameEmpty);
    const description = String(form.get('description')).trim();
    make.mutate(
      { name, description, range: DAY, panels: firstPanels(start) },
      { onSuccess: ({ id }) => place.go(`${pagePath('boards', id)}?edit=1`) },
    );
  };
  return (
    <Dialog title={words.makeTitle} onClose={onClose}>
      <SentForm action={words.create} isSending={make.isPending} onSubmit={submit} onCancel={onClose}>
        <Field label={words.name} fault={fault ?? make.error?.message}>
          {(control) => <input {...control} name="name" maxLength={200} onChange={() => setFault(null)} />}
        </Field>
        <Field label={words.description}>
          {(control) => <input {...control} name="description" maxLength={2_000} />}
        </Field>
        <fieldset className="obs-choices-rows">
          <legend>{words.start}</legend>
          {boardStarts.map((one) => (
            <label key={one} className="obs-check">
              <input type="radio" name="start" checked={start === one} onChange={() => setStart(one)} />
              {words.starts[one]}
            </label>
          ))}
        </fieldset>
      </SentForm>
    </Dialog>
  );
}
