import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createFaults } from '../faults/faults.ts';
import { lockedLedger } from '../faults/locked-ledger.ts';
import { type Ledger, openLedger } from './ledger.ts';

let folder: string;
let file: string;
let ledger: Ledger;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ledger-test-'));
  file = join(folder, 'ledger.db');
  ledger = openLedger(file);
});
afterEach(() => {
  ledger.close();
  rmSync(folder, { recursive: true });
});

const posting = { invoice: 'INV-2031', payment: 'PAY-7701', cents: 128_900 };

describe('the ledger', () => {
  test('has the invoices of the month, and not those that are imported for the next', () => {
    expect(ledger.invoices()).toHaveLength(10);
    ledger.addInvoices([{ id: 'INV-1', customer: 'A', cents: 100 }]);
    expect(ledger.invoices()).toHaveLength(10);
  });

  test('takes the postings of a month anew each time', () => {
    ledger.post([posting]);
    expect(() => ledger.post([posting])).not.toThrow();
  });

  test('refuses a payment that is named twice, for good, with the reason of SQLite', () => {
    const twice = () => ledger.post([posting, { ...posting, invoice: 'INV-2032' }]);
    expect(twice).toThrow(
      expect.objectContaining({
        name: 'LedgerError',
        retryable: false,
        cause: expect.objectContaining({ message: 'UNIQUE constraint failed: posting.payment' }),
      }),
    );
  });

  test('keeps the postings as they were when it refuses', () => {
    expect(() =>
      ledger.addInvoices([
        { id: 'INV-2031', customer: 'B', cents: 1 },
        { id: 'X', customer: 'C', cents: 0 },
      ]),
    ).toThrow();
    expect(ledger.invoices()[0]).toEqual({ id: 'INV-2031', customer: 'Halden Bikes', cents: 128_900 });
  });

  test('is locked while another connection writes, as often as the fault says', () => {
    const busy = lockedLedger(ledger, file, createFaults({ kind: 'database_locked', after: 0, times: 1 }));
    expect(() => busy.post([posting])).toThrow(
      expect.objectContaining({
        retryable: true,
        cause: expect.objectContaining({ message: 'database is locked' }),
      }),
    );
    expect(() => busy.post([posting])).not.toThrow();
  });
});
