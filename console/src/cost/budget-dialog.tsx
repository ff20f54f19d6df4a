import { type FormEvent, useState } from 'react';
import { dataOf } from '../hub/client.ts';
import type { Budget, BudgetBody } from '../hub/types.ts';
import { useHubAction } from '../hub/use-hub-query.ts';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { FormActions } from '../parts/form-actions.tsx';
import { texts } from '../texts/common.ts';
import { costTexts } from '../texts/cost.ts';
import { budgetsKey, costDimensions, type NamedBudget } from './cost-questions.ts';

const words = costTexts.budgets;

/** The budget that a form says. */
function read(form: FormData): NamedBudget {
  const by = costDimensions.find((one) => one === form.get('by'));
  const body: BudgetBody = {
    limit_usd: Number(form.get('limit')),
    period: form.get('period') === 'day' ? 'day' : 'month',
    ...(by ? { by, value: String(form.get('value')) } : {}),
  };
  return { name: String(form.get('name')).trim(), body };
}

/** Makes a budget, or changes one. */
export function BudgetDialog({ budget, onClose }: { budget: Budget | null; onClose: () => void }) {
  const [by, setBy] = useState<string>(budget?.by ?? '');
  const [fault, setFault] = useState<string | null>(null);
  const save = useHubAction(
    (hub, { name, body }: NamedBudget) =>
      dataOf(hub.api.PUT('/api/v1/budgets/{name}', { params: { path: { name } }, body })),
    [budgetsKey],
  );
  const submit = (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const given = read(new FormData(event.currentTarget));
    if (!(given.body.limit_usd > 0)) setFault(words.limitFault);
    else save.mutate(given, { onSuccess: onClose });
  };
  return (
    <Dialog title={budget === null ? words.add : words.edit(budget.name)} onClose={onClose}>
      <form className="obs-form" onSubmit={submit}>
        <Field label={words.fields.name} hint={words.nameHint}>
          {(control) => (
            <input
              {...control}
              name="name"
              required
              maxLength={100}
              defaultValue={budget?.name}
              readOnly={budget !== null}
            />
          )}
        </Field>
        <Field label={words.fields.limit} fault={fault}>
          {(control) => (
            <input
              {...control}
              name="limit"
              required
              inputMode="decimal"
              defaultValue={budget?.limit_usd}
              onChange={() => setFault(null)}
            />
          )}
        </Field>
        <Field label={words.fields.period}>
          {(control) => (
            <select {...control} name="period" defaultValue={budget?.period ?? 'month'}>
              <option value="day">{words.period.day}</option>
              <option value="month">{words.period.month}</option>
            </select>
          )}
        </Field>
        <Field label={words.fields.by}>
          {(control) => (
            <select {...control} name="by" value={by} onChange={(event) => setBy(event.target.value)}>
              <option value="">{words.everything}</option>
              {costDimensions.map((one) => (
                <option key={one} value={one}>
                  {costTexts.dimensions[one]}
                </option>
              ))}
            </select>
          )}
        </Field>
        {by !== '' && (
          <Field label={words.fields.value}>
            {(control) => (
              <input {...control} name="value" required maxLength={512} defaultValue={budget?.value ?? ''} />
            )}
          </Field>
        )}
        <FormActions
          action={texts.save}
          isDisabled={save.isPending}
          fault={save.error && words.failed(save.error.message)}
          onCancel={onClose}
        />
      </form>
    </Dialog>
  );
}
