import { type ComponentProps, useState } from 'react';
import { useLeaveGuard } from '../place/use-leave-guard.ts';
import { Dialog } from './dialog.tsx';
import { LeaveQuestion } from './leave-question.tsx';

interface FormDialogProps extends ComponentProps<typeof Dialog> {
  /** Whether something was written that is not saved. */
  readonly isDirty: boolean;
}

/**
 * A modal window with a form: Escape, a click beside it, its button and the history ask first when something was written.
 * A form's own button to cancel does not.
 */
export function FormDialog({ isDirty, onClose, ...rest }: FormDialogProps) {
  const guard = useLeaveGuard(isDirty);
  const [isClosing, setClosing] = useState(false);
  return (
    <>
      <Dialog {...rest} onClose={isDirty ? () => setClosing(true) : onClose} />
      <LeaveQuestion guard={isClosing ? { leave: onClose, stay: () => setClosing(false) } : guard} />
    </>
  );
}
