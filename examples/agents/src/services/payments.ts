import { readFileSync } from 'node:fs';
import { z } from 'zod';

const paymentList = z.array(z.object({ id: z.string(), invoice: z.string(), cents: z.int() }));
type Payment = z.infer<typeof paymentList>[number];

const PAGE_SIZE = 4;

interface PaymentPage {
  readonly payments: readonly Payment[];
  readonly nextPage?: number;
}

const payments = paymentList.parse(
  JSON.parse(readFileSync(new URL('../../data/payments.json', import.meta.url), 'utf8')),
);

/** One page of the bank's list of payments; pages count from 1. */
export function paymentPage(page: number): PaymentPage {
  const end = page * PAGE_SIZE;
  return {
    payments: payments.slice(end - PAGE_SIZE, end),
    ...(end < payments.length ? { nextPage: page + 1 } : {}),
  };
}
