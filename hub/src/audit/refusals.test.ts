import { expect, test } from 'vitest';
import type { AuditEntry } from './audit.ts';
import { Refusals } from './refusals.ts';

const refusal = (address: string, outcome: AuditEntry['outcome'] = 'refused'): AuditEntry => ({
  project: 'default',
  actor: { kind: 'unknown', id: '', name: '' },
  address,
  action: 'listKeys',
  target: '',
  outcome,
});

test('addresses of one IPv6 network count as one, and do not crowd out those of others', async () => {
  const stored: AuditEntry[] = [];
  const refusals = new Refusals({ record: async (entry) => void stored.push(entry) });
  for (let at = 1; at <= 500; at += 1) refusals.add(refusal(`2001:db8::${at.toString(16)}`));
  refusals.add(refusal('192.0.2.1'));
  refusals.add(refusal('192.0.2.1', 'done'));
  expect(stored).toMatchObject([
    { address: '2001:db8::1', action: 'listKeys' },
    { address: '192.0.2.1', action: 'listKeys', outcome: 'refused' },
    { address: '192.0.2.1', action: 'listKeys', outcome: 'done' },
  ]);
  await refusals.close();
  expect(stored.slice(3)).toMatchObject([
    { address: '2001:db8::1', action: 'refusals', detail: { count: 499, first_action: 'listKeys' } },
  ]);
});
