import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { lintDiff } from './lint-diff.ts';

const diff = (number: number) =>
  readFileSync(new URL(`../../data/diffs/${number}.diff`, import.meta.url), 'utf8');
const rulesBrokenBy = (number: number) => lintDiff(diff(number)).map(({ rule }) => rule);

describe('linting a diff', () => {
  test('names what added lines break', () => {
    expect(rulesBrokenBy(503)).toEqual(['no-todo', 'no-any', 'strict-equality', 'has-test']);
    expect(rulesBrokenBy(482)).toEqual(['no-console', 'has-test']);
  });

  test('finds nothing in a clean change that comes with its test', () => {
    expect(lintDiff(diff(497))).toEqual([]);
  });

  test('does not blame a change for lines that it removes', () => {
    const removed = '+++ b/src/a.test.ts\n-  console.log(value as any); // TODO';
    expect(lintDiff(removed)).toEqual([]);
  });
});
