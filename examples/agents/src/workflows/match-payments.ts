import type { Invoice, Posting } from '../tools/ledger.ts';
import type { Payment } from '../tools/list-payments.ts';

const amount = (cents: number) => (cents / 100).toFixed(2);

/** Pairs each payment with its invoice. `differences` says where amounts differ or a payment is missing. */
export function matchPayments(
  invoices: readonly Invoice[],
  payments: readonly Payment[],
): { readonly postings: readonly Posting[]; readonly differences: readonly string[] } {
  const postings: Posting[] = [];
  const differences: string[] = [];
  for (const { id, cents } of invoices) {
    const paid = payments.filter(({ invoice }) => invoice === id);
    if (paid.length === 0) differences.push(`${id}: ${amount(cents)} booked, nothing paid`);
    for (const payment of paid) {
      postings.push({ invoice: id, payment: payment.id, cents: payment.cents });
      if (payment.cents !== cents) {
        differences.push(`${id}: ${amount(cents)} booked, ${amount(payment.cents)} paid`);
      }
    }
  }
  return { postings, differences };
}
