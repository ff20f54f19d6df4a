import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { variableTable } from './variable-table.ts';

const page = new URL('../../../docs/shim.md', import.meta.url);
const [begin, end] = ['<!-- variables: begin -->\n', '\n<!-- variables: end -->'];

it('stands in docs/shim.md as it is printed (UPDATE_DOCS=1 renews it)', () => {
  const text = readFileSync(page, 'utf8');
  const [before = '', rest = ''] = text.split(begin);
  const [table = '', after = ''] = rest.split(end);
  if (process.env.UPDATE_DOCS === '1') writeFileSync(page, before + begin + variableTable() + end + after);
  else expect(table).toBe(variableTable());
});
