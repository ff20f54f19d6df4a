import { BudgetsPanel } from '../cost/budgets-panel.tsx';

/** The budgets of the project on a board. */
export function BoardBudgets() {
  return <BudgetsPanel />;
}
