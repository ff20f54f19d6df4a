import { expect, test } from 'vitest';
import { matchPayments } from './match-payments.ts';

const invoice = (id: string, cents: number) => ({ id, customer: 'A', cents });
const payment = (id: string, of: string, cents: number) => ({ id, invoice: of, cents });

test('payments settle their invoices, and what differs or is missing is said', () => {
  const { postings, differences } = matchPayments(
    [invoice('I1', 1_000), invoice('I2', 2_050), invoice('I3', 3_000)],
    [payment('P1', 'I1', 1_000), payment('P2', 'I2', 2_000), payment('P9', 'other', 5)],
  );
  expect(postings).toEqual([
    { invoice: 'I1', payment: 'P1', cents: 1_000 },
    { invoice: 'I2', payment: 'P2', cents: 2_000 },
  ]);
  expect(differences).toEqual(['I2: 20.50 booked, 20.00 paid', 'I3: 30.00 booked, nothing paid']);
});
