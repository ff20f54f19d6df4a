import { useState } from 'react';
import { useMay } from '../access/use-may.ts';
import type { Budget } from '../hub/types.ts';
import { useHubQuery } from '../hub/use-hub-query.ts';
import { formatDollars } from '../lib/format-number.ts';
import { wordOf } from '../lib/word-of.ts';
import { Answer } from '../parts/answer.tsx';
import { Icon } from '../parts/icon.tsx';
import { Panel } from '../parts/panel.tsx';
import { texts } from '../texts/common.ts';
import { costTexts } from '../texts/cost.ts';
import { BudgetDialog } from './budget-dialog.tsx';
import { budgetsQuestion } from './cost-questions.ts';
import { RemoveBudget } from './remove-budget.tsx';

const words = costTexts.budgets;
const REFRESH_MS = 60_000;

/** Budgets with what is spent of them; makes, changes and deletes them. */
export function BudgetsPanel() {
  const mayChange = useMay('operate');
  const budgets = useHubQuery(budgetsQuestion, { everyMs: REFRESH_MS });
  // Undefined: nothing is edited. Null: a new one.
  const [edited, setEdited] = useState<Budget | null>();
  return (
    <Panel
      title={words.title}
      actions={
        mayChange && (
          <button type="button" className="obs-button" onClick={() => setEdited(null)}>
            <Icon name="plus" />
            {words.add}
          </button>
        )
      }
    >
      {!mayChange && <p className="obs-card-note">{words.notAllowed}</p>}
      <Answer query={budgets} lines={2}>
        {(list) =>
          list.length === 0 ? (
            <p>{words.empty}</p>
          ) : (
            <ul className="obs-budgets">
              {list.map((budget) => (
                <BudgetRow
                  key={budget.name}
                  budget={budget}
                  onEdit={mayChange ? () => setEdited(budget) : null}
                />
              ))}
            </ul>
          )
        }
      </Answer>
      {edited !== undefined && (
        <BudgetDialog
          budget={edited}
          taken={budgets.data?.map(({ name }) => name) ?? []}
          onClose={() => setEdited(undefined)}
        />
      )}
    </Panel>
  );
}

interface BudgetRowProps {
  readonly budget: Budget;
  /** Null for who may not change it. */
  readonly onEdit: (() => void) | null;
}

function BudgetRow({ budget, onEdit }: BudgetRowProps) {
  const { name, by, value, period, spent_usd, limit_usd, share, status } = budget;
  const [isRemoving, setRemoving] = useState(false);
  const scope = by === null ? words.everything : words.scope(by, value ?? '');
  return (
    <li className={`obs-budget is-${status}`}>
      <div className="obs-budget-line">
        <b className="obs-foreign">{name}</b>
        <span className="is-absent obs-foreign">
          {scope}, {words.period[period]}
        </span>
        <span className="obs-budget-status">{wordOf(words.status, status)}</span>
        {onEdit && (
          <>
            <button
              type="button"
              className="obs-icon-button"
              aria-label={words.edit(name)}
              title={words.edit(name)}
              onClick={onEdit}
            >
              <Icon name="edit" />
            </button>
            <button
              type="button"
              className="obs-icon-button"
              aria-label={`${texts.remove} ${name}`}
              title={`${texts.remove} ${name}`}
              onClick={() => setRemoving(true)}
            >
              <Icon name="trash" />
            </button>
          </>
        )}
      </div>
      <div className="obs-budget-bar" aria-hidden="true">
        <span style={{ '--share': Math.min(1, share ?? 0) }} />
      </div>
      <div className="obs-card-note">
        {words.of(spent_usd === null ? texts.none : formatDollars(spent_usd), formatDollars(limit_usd))}
        {'; '}
        {budget.projected_usd === null
          ? words.unknownProjection(budget.projected_reason ?? '')
          : words.projected(formatDollars(budget.projected_usd))}
      </div>
      {isRemoving && <RemoveBudget name={name} onClose={() => setRemoving(false)} />}
    </li>
  );
}
