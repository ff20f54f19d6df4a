import { codeReview } from './agents/code-review.ts';
import { invoiceImport } from './agents/invoice-import.ts';
import { researchLead } from './agents/research-lead.ts';
import { supportTriage } from './agents/support-triage.ts';
import { questions } from './questions.ts';
import type { Run } from './run.ts';
import type { ScenarioName } from './scenario-plans.ts';
import { billingReconciliation } from './workflows/billing-reconciliation.ts';
import { nightlyDigest } from './workflows/nightly-digest.ts';

const pullRequests = [482, 497, 503] as const;

function chosen<T>(items: readonly T[], { subject }: Run): T {
  const item = items[subject % items.length];
  if (item === undefined) throw new Error('There is nothing to choose from.');
  return item;
}

/** How each scenario starts. */
export const scenarios: Readonly<Record<ScenarioName, (run: Run) => Promise<unknown>>> = {
  'support-triage': (run) => supportTriage(run, chosen(run.tickets.ids, run)),
  'research-lead': (run) => researchLead(run, chosen(questions, run)),
  'code-review': (run) => codeReview(run, chosen(pullRequests, run)),
  'billing-reconciliation': billingReconciliation,
  'nightly-digest': nightlyDigest,
  'invoice-import': (run) =>
    invoiceImport(run, run.faults.strikes('row_invalid') ? 'new-invoices-broken.csv' : 'new-invoices.csv'),
};
