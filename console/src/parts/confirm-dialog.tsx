import { type ReactNode, useState } from 'react';
import { texts } from '../texts/common.ts';
import { Dialog } from './dialog.tsx';
import { Field } from './field.tsx';
import { SentForm } from './sent-form.tsx';

interface ConfirmDialogProps {
  readonly title: string;
  /** What will happen. */
  readonly text: ReactNode;
  /** The word on the button that does it. */
  readonly action: string;
  /** What must be typed first, such as a name; for what cannot be undone. */
  readonly typed?: string | undefined;
  readonly isBusy: boolean;
  readonly error: Error | null;
  readonly onConfirm: () => void;
  readonly onClose: () => void;
}

/** Asks before something that is hard to undo. */
export function ConfirmDialog(props: ConfirmDialogProps) {
  const { title, text, action, typed, isBusy, error, onConfirm, onClose } = props;
  const [given, setGiven] = useState('');
  const isReady = typed === undefined || given.trim() === typed.trim();
  return (
    <Dialog title={title} onClose={onClose}>
      <SentForm
        action={action}
        isDanger
        isSending={isBusy}
        isReady={isReady}
        fault={error && texts.confirm.failed(error.message)}
        onSubmit={onConfirm}
        onCancel={onClose}
      >
        <p>{text}</p>
        {typed !== undefined && (
          <Field label={texts.confirm.type(typed)}>
            {(control) => (
              <input
                {...control}
                value={given}
                onChange={(event) => setGiven(event.target.value)}
                autoComplete="off"
                spellCheck={false}
              />
            )}
          </Field>
        )}
      </SentForm>
    </Dialog>
  );
}
