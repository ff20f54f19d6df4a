import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { runService } from '../testing/run-service.ts';

it('runs the example of docs/shim.md', async () => {
  const page = readFileSync(new URL('../../../docs/shim.md', import.meta.url), 'utf8');
  const [, example = ''] = /## Events in process\n\n```js\n(.*?)```/s.exec(page) ?? [];
  const { code, stdout, stderr } = await runService(`${example}\nasync function notify() {}`);
  expect([code, stderr]).toEqual([0, '']);
  const lines = stdout.trim().split('\n');
  expect(lines).toContain('execution_start Agent triage started answer');
  expect(lines).toContain('of this run: execution_end');
  expect(lines.filter((line) => /^\d{4}-.*Z triage\|execution_end 1$/.test(line)).length).toBe(1);
});
