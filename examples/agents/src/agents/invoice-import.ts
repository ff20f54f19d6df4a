import { readFile } from 'node:fs/promises';
import { enhancedObservability } from '@observatory/shim';
import { z } from 'zod';
import type { Run } from '../run.ts';
import { serviceLogger } from '../service-logger.ts';
import type { Invoice } from '../tools/ledger.ts';
import { ValidationError } from '../validation-error.ts';

const serviceLog = serviceLogger('billing-service');

const row = z.object({
  id: z.string().regex(/^INV-\d+$/, 'expected INV- and a number'),
  customer: z.string().min(1),
  amount: z.string().regex(/^\d+\.\d\d$/, 'expected an amount such as 45.10'),
});

/** A line of the file is not an invoice; `cause` says why. */
class InvalidRow extends Error {
  override readonly name = 'InvalidRow';
}

/**
 * Imports invoices from a file of `data/`. It reports its run by hand, by id, as code does whose work does
 * not happen inside one function: a queue's worker, or callbacks of another library.
 */
export async function invoiceImport(run: Run, file: string): Promise<void> {
  const startedAt = performance.now();
  const id = await enhancedObservability.startAgentExecution(
    'invoice-import',
    'import-file',
    { file },
    run.taskId,
    run.userId,
    run.sessionId,
  );
  // Nothing here runs inside the execution, so each line is told which one it belongs to.
  const log = serviceLog.child({ operation: 'import-file', executionId: id });
  const executionTime = () => performance.now() - startedAt;
  /** Runs fn as a step; what it gives is the step's data. */
  const step = async <T extends Readonly<Record<string, unknown>>>(name: string, fn: () => Promise<T>) => {
    const stepStartedAt = performance.now();
    const data = await fn();
    await enhancedObservability.recordExecutionStep(id, name, data, performance.now() - stepStartedAt);
    return data;
  };

  try {
    const lines: string[] = [];
    await step('read-file', async () => {
      const text = await readFile(new URL(`../../data/${file}`, import.meta.url), 'utf8');
      lines.push(...text.trim().split('\n').slice(1));
      await run.wait(350);
      return { file, rows: lines.length };
    });

    const invoices: Invoice[] = [];
    await step('check-rows', async () => {
      for (const [index, line] of lines.entries()) {
        await run.wait(240);
        invoices.push(readRow(line, index + 2, file));
      }
      return { valid: invoices.length };
    });

    await step('store', async () => {
      run.ledger.addInvoices(invoices);
      return { stored: invoices.length };
    });

    log.info('invoices imported', { file, invoices: invoices.length });
    const { heapUsed: memoryUsage } = process.memoryUsage();
    const metrics = { executionTime: executionTime(), memoryUsage };
    await enhancedObservability.completeAgentExecution(id, { imported: invoices.length }, metrics);
  } catch (error) {
    if (run.signal.aborted) {
      await enhancedObservability.cancelAgentExecution(id, run.signal.reason.message);
    } else {
      log.error('import failed', { error });
      await enhancedObservability.failAgentExecution(id, error, { executionTime: executionTime() });
    }
    throw error;
  }
}

function readRow(line: string, lineNumber: number, file: string): Invoice {
  const [id, customer, amount] = line.split(';');
  const read = row.safeParse({ id, customer, amount });
  if (!read.success) {
    throw new InvalidRow(`Line ${lineNumber} of ${file} is not an invoice`, {
      cause: new ValidationError(read.error),
    });
  }
  return {
    id: read.data.id,
    customer: read.data.customer,
    cents: Math.round(Number(read.data.amount) * 100),
  };
}
