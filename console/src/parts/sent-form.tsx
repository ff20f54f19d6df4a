import { type ReactNode, useEffect, useRef } from 'react';
import { texts } from '../texts/common.ts';

interface SentFormProps {
  /** The word on the button that sends the form. */
  readonly action: string;
  readonly isSending: boolean;
  /** Whether there is enough to send; so unless given. */
  readonly isReady?: boolean;
  readonly isDanger?: boolean;
  /** What went wrong. */
  readonly fault?: string | null | undefined;
  readonly onSubmit: (form: FormData) => void;
  readonly onCancel: () => void;
  readonly children: ReactNode;
}

/**
 * A form in a window: its fields, what went wrong, the button that sends it, the one that leaves it. Nothing can be
 * changed while it is sent, for the window closes then, and what was changed since would be lost.
 */
export function SentForm(props: SentFormProps) {
  const { action, isSending, isReady = true, isDanger, fault, onSubmit, onCancel, children } = props;
  const sentFrom = useRef<Element>(null);
  useEffect(() => {
    // What stands still loses the focus; whoever could not send it goes on where that was.
    if (!isSending && sentFrom.current instanceof HTMLElement) sentFrom.current.focus();
  }, [isSending]);
  return (
    <form
      className="obs-form"
      onSubmit={(event) => {
        event.preventDefault();
        sentFrom.current = document.activeElement;
        onSubmit(new FormData(event.currentTarget));
      }}
    >
      <div className="obs-form" inert={isSending}>
        {children}
      </div>
      {fault && <p role="alert">{fault}</p>}
      <div className="obs-choices">
        <button
          type="submit"
          className={isDanger ? 'obs-button is-danger' : 'obs-button is-primary'}
          disabled={isSending || !isReady}
        >
          {action}
        </button>
        <button type="button" className="obs-button" onClick={onCancel}>
          {texts.cancel}
        </button>
      </div>
    </form>
  );
}
