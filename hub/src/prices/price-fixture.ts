import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { Usage } from '../normalise/facts.ts';
import type { PriceQuestion } from './price-table.ts';

const NO_TOKENS: Usage = { input: 0, output: 0, cacheRead: 0, cacheWrite: 0, reasoning: 0 };

/** An inference to price, for tests: openai's gpt-4o in October 2025 where nothing else is said. */
export function questionOf(
  question: Partial<Omit<PriceQuestion, 'usage'>> & { readonly usage?: Partial<Usage> } = {},
): PriceQuestion {
  return {
    provider: 'openai',
    requestModel: 'gpt-4o',
    responseModel: null,
    operation: 'chat',
    at: new Date('2025-10-01T12:00:00Z'),
    reportedCostUsd: null,
    ...question,
    usage: { ...NO_TOKENS, ...question.usage },
  };
}

/** Path of a price file with this content; it goes when the test ends. */
export function priceFile(content: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'observatory-prices-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'prices.yaml');
  writeFileSync(path, content);
  return path;
}
