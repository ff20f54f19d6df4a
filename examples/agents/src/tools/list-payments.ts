import { z } from 'zod';
import type { Run } from '../run.ts';
import { callService } from './call-service.ts';

const payment = z.object({ id: z.string(), invoice: z.string(), cents: z.int() });
const page = z.object({ payments: z.array(payment), nextPage: z.int().optional() });
export type Payment = z.infer<typeof payment>;

/** All payments of the month, page by page. */
export async function listPayments(run: Run): Promise<Payment[]> {
  const payments: Payment[] = [];
  for (let number: number | undefined = 1; number !== undefined; ) {
    const { payments: some, nextPage }: z.infer<typeof page> = await callService(run, {
      name: 'list_payments',
      arguments: { page: number },
      path: `/payments?page=${number}`,
      form: page,
    });
    payments.push(...some);
    number = nextPage;
  }
  return payments;
}
