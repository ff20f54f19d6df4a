import { createLogger, type LogLevelName, setLogLevel } from '@observatory/shim';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

const written: string[] = [];
const destination = { write: (line: string) => void written.push(line) };
const messages = () => written.map((line) => JSON.parse(line).message);
beforeEach(() => {
  written.length = 0;
});
afterEach(() => setLogLevel('info'));

it('changes loggers in use and their children', () => {
  const logger = createLogger('changing', { destination });
  const child = logger.child({ requestId: 'r' });
  child.debug('before');
  setLogLevel('debug');
  logger.debug('parent');
  child.debug('child');
  expect(logger.isLevelEnabled('debug')).toBe(true);
  setLogLevel('silent');
  logger.fatal('not written');
  expect(messages()).toEqual(['parent', 'child']);
});

it('changes one service alone where it is named', () => {
  const [one, other] = [createLogger('one', { destination }), createLogger('other', { destination })];
  setLogLevel('trace', 'one');
  expect([one.level, other.level]).toEqual(['trace', 'info']);
  setLogLevel('warn');
  expect([one.level, other.level]).toEqual(['warn', 'warn']);
});

it('holds for loggers that are made later, but for those with a level of their own', () => {
  setLogLevel('error');
  setLogLevel('debug', 'chatty');
  const levelOf = (service: string, level?: LogLevelName) =>
    createLogger(service, { destination, level }).level;
  expect([levelOf('later'), levelOf('chatty'), levelOf('own', 'warn')]).toEqual(['error', 'debug', 'warn']);
});

it('is set on a logger, which shares it with its children', () => {
  const logger = createLogger('assigned', { destination });
  const child = logger.child({});
  logger.level = 'debug';
  child.debug('x');
  expect([child.level, messages()]).toEqual(['debug', ['x']]);
});

it.each([
  ['verbose', '"verbose"'],
  ['constructor', '"constructor"'],
  [7, 'number'],
])('refuses %s once, throws nothing and changes nothing', (level, shown) => {
  const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const logger = createLogger('refusing', { destination, level: level as LogLevelName });
  logger.level = level as LogLevelName;
  setLogLevel(level as LogLevelName);
  const said = stderr.mock.calls.map(([line]) => String(line));
  stderr.mockRestore();
  expect(logger.level).toBe('info');
  expect(said).toEqual([
    `[observatory] ${shown} is no level of log lines and changes nothing: one of trace, debug, info, warn, error, fatal, silent is\n`,
  ]);
});
