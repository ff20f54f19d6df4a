import { agentTracking } from '@observatory/shim';
import { ask } from '../model/ask.ts';
import { retry } from '../retry.ts';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import type { Posting } from '../tools/ledger.ts';
import { listPayments } from '../tools/list-payments.ts';
import { matchPayments } from './match-payments.ts';

const log = serviceLogger('billing-service');

/** Settles the month's invoices by the bank's payments and has the differences explained. */
export function billingReconciliation(run: Run): Promise<string> {
  return agentTracking.trackWorkflow('billing-reconciliation', 'close-month', async (execution) => {
    run.onCancel((reason) => execution.cancel(reason));
    const invoices = await agentTracking.trackStep('load-invoices', () => run.ledger.invoices());
    const payments = await agentTracking.trackStep('load-payments', () => listPayments(run));

    const { postings, differences } = await agentTracking.trackStep(
      'match',
      () => matchPayments(invoices, payments),
      { data: { invoices: invoices.length, payments: payments.length } },
    );
    if (differences.length > 0) {
      log.warn('payments differ', { operation: 'close-month', differences: differences.length });
    }

    const explanation = await agentTracking.trackStep('explain-differences', () =>
      ask(
        run,
        {
          provider: 'openai',
          model: 'gpt-4.1',
          exchange: 'billing-reconciliation/explain',
          messages: [
            { role: 'system', content: 'Explain each difference and say how to post it.' },
            { role: 'user', content: differences.join('\n') },
          ],
        },
        ({ text }) => text,
      ),
    );

    await postEntries(run, postings);
    log.info('month closed', { operation: 'close-month', settled: postings.length });
    return explanation;
  });
}

/** Another program may be writing to the ledger at this moment, so a refusal for that reason is not final. */
function postEntries(run: Run, postings: readonly Posting[]): Promise<void> {
  const name = 'post-entries';
  return retry(
    {
      wait: run.wait,
      onRetry: (error, attempt) =>
        log.warn('ledger is busy, trying again', { operation: name, attempt, error }),
    },
    (attempt) =>
      agentTracking.trackStep(name, () => run.ledger.post(postings), {
        data: { postings: postings.length },
        attempt,
      }),
  );
}
