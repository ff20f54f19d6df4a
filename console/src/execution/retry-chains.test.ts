import { expect, test } from 'vitest';
import { aDetail, aStep, at } from '../lib/fixtures.ts';
import { allNodes, buildTree } from '../lib/waterfall-tree.ts';
import { retryChains } from './retry-chains.ts';

const aTry = (id: string, attempt: number, status: 'failed' | 'completed', name = 'search') =>
  aStep(id, {
    name,
    attempt,
    status,
    kind: 'tool',
    started_at: at(Number.parseInt(id, 16) * 1_000),
    ended_at: at(Number.parseInt(id, 16) * 1_000 + 500),
  });

const chainsOf = (...steps: ReturnType<typeof aStep>[]) =>
  retryChains(allNodes(buildTree(aDetail({ steps })))).map(({ name, tries, isMended }) => [
    name,
    tries.map(({ id }) => id),
    isMended,
  ]);

test('tries of a step follow each other until one goes well', () => {
  expect(chainsOf(aTry('1', 1, 'failed'), aTry('2', 2, 'failed'), aTry('3', 3, 'completed'))).toEqual([
    ['search', ['1', '2', '3'], true],
  ]);
});

test('a count that begins anew is another chain, and a single try is none', () => {
  expect(
    chainsOf(
      aTry('1', 1, 'failed'),
      aTry('2', 2, 'completed'),
      aTry('3', 1, 'failed'),
      aTry('4', 2, 'failed'),
      aTry('5', 1, 'completed', 'read'),
    ),
  ).toEqual([
    ['search', ['1', '2'], true],
    ['search', ['3', '4'], false],
  ]);
});
