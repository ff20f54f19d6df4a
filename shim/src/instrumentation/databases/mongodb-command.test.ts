import { expect, it } from 'vitest';
import { commandForm } from './mongodb-command.ts';

it.each<[object, string]>([
  [
    { find: 'users', filter: { mail: 'bob@example.com', age: { $gt: 42 } }, lsid: { id: 1 }, $db: 'shop' },
    '{"find":"?","filter":{"mail":"?","age":{"$gt":"?"}}}',
  ],
  [
    { name: 'bob', at: new Date(), bytes: Buffer.from('bob'), tags: ['a', 'b'] },
    '{"name":"?","at":"?","bytes":"?","tags":["?","…"]}',
  ],
  [
    { pipeline: [{ $match: { a: 1 } }, { $count: 'n' }], empty: [] },
    '{"pipeline":[{"$match":{"a":"?"}},"…"],"empty":[]}',
  ],
  [new Map([['a', { b: null }]]), '{"a":{"b":"?"}}'],
  [{ a: { b: { c: { d: { e: { f: 1 } } } } } }, '{"a":{"b":{"c":{"d":{"e":{"f":"?"}}}}}}'],
])('%o has the form %s', (command, form) => {
  expect(commandForm(command)).toBe(form);
});

it('is short, whatever the document', () => {
  const wide = Object.fromEntries(Array.from({ length: 50_000 }, (_, index) => [`field${index}`, { a: 1 }]));
  expect(commandForm({ wide }).length).toBeLessThanOrEqual(4000);
  const round: Record<string, unknown> = {};
  round.round = round;
  expect(commandForm(round)).toContain('"round":"?"');
});
