import { expect, test } from 'vitest';
import { idParts, namePieces } from './name-pieces.ts';

test.each([
  ['billing-reconciliation', ['billing-', 'reconciliation']],
  ['user_feedback', ['user_', 'feedback']],
  ['gcp.gemini', ['gcp.', 'gemini']],
  ['someone@example.com', ['someone@', 'example.', 'com']],
  ['mcp://tools/read', ['mcp://', 'tools/', 'read']],
  ['createInvoiceDraft', ['create', 'Invoice', 'Draft']],
  ['researcher', ['researcher']],
  ['READ_ALL', ['READ_', 'ALL']],
  ['', []],
])('the line of %j may break between %j', (name, pieces) => {
  expect(namePieces(name).map(({ text }) => text)).toEqual(pieces);
});

test('each piece says where it begins', () => {
  expect(namePieces('a-bc-d').map(({ at }) => at)).toEqual([0, 2, 5]);
});

test('a text of a thousand separators is one piece', () => {
  expect(namePieces('-a'.repeat(1_000))).toHaveLength(1);
});

test.each([
  ['0af76519-16cd-43dd-8448-eb211c80319c', '0af76519', '80319c'],
  ['sess_01J9ZK3M5N8P2Q4R6S8T0V2X4Z', 'sess_01J', '0V2X4Z'],
  ['auth0|5f7c8ec7c33c6c004bbafe82', 'auth0|5f', 'bafe82'],
])('%s is shortened to %s…%s', (id, head, tail) => {
  const [begin, middle, end] = idParts(id) ?? [];
  expect([begin, end]).toEqual([head, tail]);
  expect(`${begin}${middle}${end}`).toBe(id);
});

test.each([
  'mwt7jgzu-chidi-17',
  'claude-sonnet-4-5-20250929',
  'somebody.with.a.name@example.com',
  'a-conversation-about-invoices-of-2026',
])('%s is a name that is read', (name) => {
  expect(idParts(name)).toBe(null);
});
