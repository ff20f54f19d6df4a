import type { LeaveGuard } from '../place/use-leave-guard.ts';
import { texts } from '../texts/common.ts';
import { ConfirmDialog } from './confirm-dialog.tsx';

interface LeaveQuestionProps {
  readonly guard: Pick<LeaveGuard, 'leave' | 'stay'>;
  /** What is lost. */
  readonly text?: string;
}

/** Asks whoever leaves what is not saved. */
export function LeaveQuestion({ guard: { leave, stay }, text = texts.leave.text }: LeaveQuestionProps) {
  if (leave === null) return null;
  return (
    <ConfirmDialog
      title={texts.leave.title}
      text={text}
      action={texts.leave.action}
      isBusy={false}
      error={null}
      onConfirm={leave}
      onClose={stay}
    />
  );
}
