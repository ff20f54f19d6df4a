import { createLogger } from '@observatory/shim';
import { expect, it } from 'vitest';
import { runService } from '../testing/run-service.ts';
import { prettyLine } from './pretty-line.ts';
import { showsColour } from './terminal.ts';

const show = (log: (logger: ReturnType<typeof createLogger>) => void, colour = false) => {
  const written: string[] = [];
  log(
    createLogger('svc', {
      level: 'info',
      destination: { write: (line) => written.push(prettyLine(line, colour)) },
    }),
  );
  return written.join('').replace(/\d\d:\d\d:\d\d\.\d{3}/, 'TIME');
};
/** Errors without the lines of their stacks. */
const withoutPlaces = (text: string) => text.replace(/\n\s+at .*/g, '');

it('shows time, level, service and message first, then the rest, then the stack', () => {
  const text = show((logger) => logger.warn('slow', { userId: 'u1', rows: 2, error: new Error('late') }));
  expect(text).toMatch(/^TIME WARN {2}svc: slow userId=u1 rows=2\n {2}Error: late\n {6}at /);
  expect(text.endsWith('\n')).toBe(true);
});

it('shows texts with blanks in quotes, and all else as JSON', () => {
  const context = { a: 'two words', b: '', c: [1], d: { e: null }, metadata: { f: true } };
  expect(show((logger) => logger.info('x', context))).toBe(
    'TIME INFO  svc: x a="two words" b="" c=[1] d={"e":null} f=true\n',
  );
});

it('indents messages of several lines, and makes control characters visible', () => {
  expect(show((logger) => logger.info('one\ntwo\u001b[2J', { 'k\r': 'v\u0007' }))).toBe(
    'TIME INFO  svc: one\n  two\\x1b[2J k\\x0d=v\\x07\n',
  );
});

it('shows what caused an error, and the errors of an AggregateError', () => {
  const error = new TypeError('outer', { cause: new AggregateError([new Error('a'), 'b'], 'both') });
  expect(withoutPlaces(show((logger) => logger.error('failed', error)))).toBe(
    [
      'TIME ERROR svc: failed',
      '  TypeError: outer',
      '  caused by: AggregateError: both',
      '    - Error: a',
      '    - string: b',
      '',
    ].join('\n'),
  );
});

it('is coloured where that is asked for', () => {
  expect(show((logger) => logger.error('x', { rows: 1 }), true)).toBe(
    '\u001b[90mTIME\u001b[39m \u001b[31mERROR\u001b[39m svc: \u001b[1mx\u001b[22m \u001b[90mrows=\u001b[39m1\n',
  );
});

it('is coloured on a terminal alone, unless variables say otherwise', () => {
  const noTerminal = 99;
  expect(showsColour(noTerminal, {})).toBe(false);
  expect(showsColour(noTerminal, { FORCE_COLOR: '1' })).toBe(true);
  expect(showsColour(noTerminal, { FORCE_COLOR: '0' })).toBe(false);
  expect(showsColour(noTerminal, { FORCE_COLOR: '1', NO_COLOR: '1' })).toBe(false);
});

it.each([
  [{ LOG_FORMAT: 'pretty' }, / INFO {2}svc: hello rows=1\n$/],
  [{ NODE_ENV: 'development' }, / INFO {2}svc: hello rows=1\n$/],
  [{ NODE_ENV: 'development', LOG_FORMAT: 'json' }, /^\{"level":"INFO"/],
])('is what %j gives', async (env, expected) => {
  const program = `import { createLogger } from '@observatory/shim'; createLogger('svc').info('hello', { rows: 1 });`;
  expect((await runService(program, { env })).stdout).toMatch(expected);
});
