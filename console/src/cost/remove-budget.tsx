import { dataOf } from '../hub/client.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { ConfirmDialog } from '../parts/confirm-dialog.tsx';
import { texts } from '../texts/common.ts';
import { costTexts } from '../texts/cost.ts';
import { budgetsKey } from './cost-questions.ts';

const words = costTexts.budgets;

/** Asks whether a budget shall be deleted, and deletes it. */
export function RemoveBudget({ name, onClose }: { readonly name: string; readonly onClose: () => void }) {
  const remove = useHubAction(
    (hub) => dataOf(hub.api.DELETE('/api/v1/budgets/{name}', { params: { path: { name } } })),
    [budgetsKey],
  );
  return (
    <ConfirmDialog
      title={words.deleteTitle(name)}
      text={words.deleteText}
      action={texts.remove}
      isBusy={remove.isPending}
      error={remove.error}
      onConfirm={() => remove.mutate(undefined, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}
