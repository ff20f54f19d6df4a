import { useState } from 'react';
import { useDraft } from '../hooks/use-draft.ts';
import { dataOf } from '../hub/client.ts';
import type { Budget, BudgetBody } from '../hub/types.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { FormDialog } from '../parts/form-dialog.tsx';
import { SelectField } from '../parts/select-field.tsx';
import { SentForm } from '../parts/sent-form.tsx';
import { TextField } from '../parts/text-field.tsx';
import { texts } from '../texts/common.ts';
import { costTexts } from '../texts/cost.ts';
import { budgetsKey, costDimensions, type NamedBudget } from './cost-questions.ts';

const words = costTexts.budgets;

/** A budget as it is written. */
interface BudgetDraft {
  readonly name: string;
  readonly limit: string;
  readonly period: string;
  /** Empty for everything. */
  readonly by: string;
  readonly value: string;
}

const draftOf = (budget: Budget | null): BudgetDraft => ({
  name: budget?.name ?? '',
  limit: budget ? String(budget.limit_usd) : '',
  period: budget?.period ?? 'month',
  by: budget?.by ?? '',
  value: budget?.value ?? '',
});

/** The budget that a draft says. */
function budgetOf(draft: BudgetDraft): NamedBudget {
  const by = costDimensions.find((one) => one === draft.by);
  const body: BudgetBody = {
    limit_usd: Number(draft.limit),
    period: draft.period === 'day' ? 'day' : 'month',
    ...(by ? { by, value: draft.value } : {}),
  };
  return { name: draft.name.trim(), body };
}

interface BudgetDialogProps {
  /** Null for a new one. */
  readonly budget: Budget | null;
  /** Names that a new one cannot have: it would stand in the place of another. */
  readonly taken: readonly string[];
  readonly onClose: () => void;
}

/** Makes a budget, or changes one. */
export function BudgetDialog({ budget, taken, onClose }: BudgetDialogProps) {
  const { draft, setDraft, isDirty } = useDraft(() => draftOf(budget));
  const [fault, setFault] = useState<'name' | 'limit' | null>(null);
  const save = useHubAction(
    (hub, { name, body }: NamedBudget) =>
      dataOf(hub.api.PUT('/api/v1/budgets/{name}', { params: { path: { name } }, body })),
    [budgetsKey],
  );
  const change = (part: Partial<BudgetDraft>) => {
    setDraft({ ...draft, ...part });
    setFault(null);
  };
  const submit = () => {
    const given = budgetOf(draft);
    if (budget === null && taken.includes(given.name)) setFault('name');
    else if (!(given.body.limit_usd > 0)) setFault('limit');
    else save.mutate(given, { onSuccess: onClose });
  };
  return (
    <FormDialog
      title={budget === null ? words.add : words.edit(budget.name)}
      isDirty={isDirty}
      onClose={onClose}
    >
      <SentForm
        action={texts.save}
        isSending={save.isPending}
        fault={save.error && words.failed(save.error.message)}
        onSubmit={submit}
        onCancel={onClose}
      >
        {budget === null && (
          <TextField
            label={words.fields.name}
            hint={words.nameHint}
            fault={fault === 'name' ? words.nameTaken : null}
            value={draft.name}
            onValue={(name) => change({ name })}
            isRequired
            maxLength={100}
          />
        )}
        <TextField
          label={words.fields.limit}
          fault={fault === 'limit' ? words.limitFault : null}
          value={draft.limit}
          onValue={(limit) => change({ limit })}
          isRequired
          isFigure
        />
        <SelectField
          label={words.fields.period}
          value={draft.period}
          options={[
            ['day', words.period.day],
            ['month', words.period.month],
          ]}
          onValue={(period) => change({ period })}
        />
        <SelectField
          label={words.fields.by}
          value={draft.by}
          options={[
            ['', words.everything],
            ...costDimensions.map((one) => [one, costTexts.dimensions[one]] as const),
          ]}
          onValue={(by) => change({ by })}
        />
        {draft.by !== '' && (
          <TextField
            label={words.fields.value}
            value={draft.value}
            onValue={(value) => change({ value })}
            isRequired
            maxLength={512}
          />
        )}
      </SentForm>
    </FormDialog>
  );
}
