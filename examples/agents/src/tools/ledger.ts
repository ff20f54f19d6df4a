import { readFileSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';

const invoice = z.object({ id: z.string(), customer: z.string(), cents: z.int() });
export type Invoice = z.infer<typeof invoice>;

/** An invoice that was settled by a payment. */
export interface Posting {
  readonly invoice: string;
  readonly payment: string;
  readonly cents: number;
}

export interface Ledger {
  invoices(): Invoice[];
  /** Replaces the month's postings by these, all or none. Throws LedgerError. */
  post(postings: readonly Posting[]): void;
  /** Adds invoices, or replaces those with the same id, all or none. Throws LedgerError. */
  addInvoices(invoices: readonly Invoice[]): void;
  close(): void;
}

/** The ledger refused a change; `cause` is SQLite's error. */
class LedgerError extends Error {
  override readonly name = 'LedgerError';
  /** Another connection is writing, so a later try may succeed. */
  readonly retryable: boolean;

  constructor(cause: unknown) {
    super('The ledger was not changed', { cause });
    this.retryable = cause instanceof Error && 'errcode' in cause && cause.errcode === SQLITE_BUSY;
  }
}

const SQLITE_BUSY = 5;
const BUSY_TIMEOUT_MS = 25;

/** Opens the ledger in a SQLite file; a new one is filled from `data/invoices.json`. */
export function openLedger(file: string): Ledger {
  const db = new DatabaseSync(file, { timeout: BUSY_TIMEOUT_MS });
  db.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE IF NOT EXISTS invoice (
      id TEXT PRIMARY KEY, customer TEXT NOT NULL, cents INTEGER NOT NULL CHECK (cents > 0), month TEXT NOT NULL
    ) STRICT;
    CREATE TABLE IF NOT EXISTS posting (
      invoice TEXT PRIMARY KEY, payment TEXT NOT NULL UNIQUE, cents INTEGER NOT NULL
    ) STRICT;
  `);
  const add = db.prepare('INSERT OR REPLACE INTO invoice (id, customer, cents, month) VALUES (?, ?, ?, ?)');
  const list = db.prepare("SELECT id, customer, cents FROM invoice WHERE month = 'current' ORDER BY id");
  const post = db.prepare('INSERT INTO posting (invoice, payment, cents) VALUES (?, ?, ?)');

  const allOrNone = (change: () => void) => {
    try {
      db.exec('BEGIN IMMEDIATE');
      change();
      db.exec('COMMIT');
    } catch (error) {
      if (db.isTransaction) db.exec('ROLLBACK');
      throw new LedgerError(error);
    }
  };
  const addAll = (invoices: readonly Invoice[], month: string) =>
    allOrNone(() => {
      for (const { id, customer, cents } of invoices) add.run(id, customer, cents, month);
    });

  const given = readFileSync(new URL('../../data/invoices.json', import.meta.url), 'utf8');
  addAll(z.array(invoice).parse(JSON.parse(given)), 'current');

  return {
    invoices: () => list.all().map((row) => invoice.parse(row)),
    post: (postings) =>
      allOrNone(() => {
        db.exec('DELETE FROM posting');
        for (const { invoice: settled, payment, cents } of postings) post.run(settled, payment, cents);
      }),
    addInvoices: (invoices) => addAll(invoices, 'next'),
    close: () => db.close(),
  };
}
