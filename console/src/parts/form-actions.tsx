import { texts } from '../texts/common.ts';

interface FormActionsProps {
  /** The word on the button that sends the form. */
  readonly action: string;
  /** While it is sent, or where what is asked for is not there yet. */
  readonly isDisabled?: boolean;
  readonly isDanger?: boolean;
  /** What went wrong. */
  readonly fault?: string | null | undefined;
  readonly onCancel: () => void;
}

/** The end of a form in a window: what went wrong, the button that sends it, the one that leaves it. */
export function FormActions({ action, isDisabled, isDanger, fault, onCancel }: FormActionsProps) {
  return (
    <>
      {fault && <p role="alert">{fault}</p>}
      <div className="obs-choices">
        <button
          type="submit"
          className={isDanger ? 'obs-button is-danger' : 'obs-button is-primary'}
          disabled={isDisabled}
        >
          {action}
        </button>
        <button type="button" className="obs-button" onClick={onCancel}>
          {texts.cancel}
        </button>
      </div>
    </>
  );
}
