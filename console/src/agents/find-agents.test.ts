import { expect, test } from 'vitest';
import { findAgents } from './find-agents.ts';

const agent = (name: string, services: string[], versions: string[] = []) => ({
  agent: name,
  services,
  versions,
  environments: ['prod'],
});
const all = [agent('planner', ['shop'], ['1.2']), agent('coder', ['shop']), agent('Mail Sorter', ['post'])];
const found = (words: string) => findAgents(all, words).map((one) => one.agent);

test('no words find all', () => {
  expect(found('  ')).toEqual(['planner', 'coder', 'Mail Sorter']);
});

test('all words must be somewhere, in any case', () => {
  expect(found('SHOP 1.2')).toEqual(['planner']);
  expect(found('mail')).toEqual(['Mail Sorter']);
  expect(found('mail shop')).toEqual([]);
});
