import { expect, it } from 'vitest';
import { createLogger } from './create-logger.ts';
import { prettyLine } from './pretty-line.ts';

it('shows time, level, service and message first, then the rest, then the stack', () => {
  const written: string[] = [];
  const logger = createLogger('svc', {
    level: 'info',
    destination: { write: (line) => written.push(prettyLine(line)) },
  });
  logger.warn('slow', { userId: 'u1', rows: 2, error: new Error('late') });
  expect(written.join('')).toMatch(
    /^\d\d:\d\d:\d\d\.\d{3} WARN {2}svc: slow userId=u1 rows=2\n {2}Error: late\n {6}at /,
  );
});
