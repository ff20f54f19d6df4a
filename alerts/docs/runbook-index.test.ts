import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runbookIndex, runbookIndexFile } from './runbook-index.ts';

test('alerts/runbooks.json is what the rules say; npm run docs renews it', () => {
  expect(readFileSync(runbookIndexFile, 'utf8')).toBe(runbookIndex());
});
