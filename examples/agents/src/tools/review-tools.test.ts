import { afterAll, describe, expect, test, vi } from 'vitest';
import { FAULT_META } from '../services/fault-meta.ts';
import { createReviewTools, ToolRefused } from './review-tools.ts';

// The MCP server is a process of its own, which would send.
vi.stubEnv('OTEL_SDK_DISABLED', 'true');
const tools = createReviewTools();
afterAll(() => tools.close());

describe('the review tools, over MCP', () => {
  test('give the diff of a pull request and what the linter says of it', async () => {
    expect(await tools.call('read_diff', { pullRequest: 503 })).toContain('+++ b/src/account/sign-in.ts');
    const findings = JSON.parse(await tools.call('lint_diff', { pullRequest: 503 }));
    expect(findings[1]).toEqual({
      file: 'src/account/sign-in.ts',
      rule: 'no-any',
      line: 'async verify(code: any, account: Account) {',
    });
  });

  test('refuse a pull request that is not there', async () => {
    const refused = tools.call('read_diff', { pullRequest: 1 });
    await expect(refused).rejects.toThrow(ToolRefused);
    await expect(refused).rejects.toThrow('pull request 1 was force-pushed, its diff is gone');
  });

  test('refuse where the call asks for that fault', async () => {
    const refused = tools.call('read_diff', { pullRequest: 482 }, { [FAULT_META]: 'tool_refuses' });
    await expect(refused).rejects.toThrow(ToolRefused);
  });
});
