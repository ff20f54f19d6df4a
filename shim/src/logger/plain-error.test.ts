import { runInNewContext } from 'node:vm';
import { createLogger, flush } from '@observatory/shim';
import { beforeEach, describe, expect, it } from 'vitest';
import { only, useRecording } from '../testing/recording.ts';

const receiver = useRecording();
const written: string[] = [];
const logger = createLogger('failing', { destination: { write: (line) => void written.push(line) } });
const errorOf = (thrown: unknown) => {
  written.length = 0;
  logger.error('failed', { error: thrown });
  return JSON.parse(only(written)).error;
};
beforeEach(() => {
  written.length = 0;
});

describe('an error in a line', () => {
  it('has what caused it, five deep', () => {
    const chain = (left: number): Error =>
      left === 0 ? new Error('root') : new Error(`level ${left}`, { cause: chain(left - 1) });
    const shown = errorOf(chain(9));
    const names: string[] = [];
    for (let error = shown; error; error = error.cause) {
      names.push(error.message);
      expect(error.stack).toContain(`Error: ${error.message}`);
      expect(error.stack).not.toContain('caused by');
    }
    expect(names).toEqual(['level 9', 'level 8', 'level 7', 'level 6', 'level 5', 'level 4']);
  });

  it('has the errors of an AggregateError, and codes', () => {
    const refused = Object.assign(new Error('connect ECONNREFUSED'), { code: 'ECONNREFUSED' });
    const shown = errorOf(new AggregateError([refused, 'a text'], 'all failed'));
    expect(shown).toMatchObject({
      name: 'AggregateError',
      message: 'all failed',
      errors: [
        { name: 'Error', message: 'connect ECONNREFUSED', code: 'ECONNREFUSED' },
        { name: 'string', message: 'a text' },
      ],
    });
  });

  it('may cause itself', () => {
    const error = new Error('round');
    error.cause = error;
    expect(errorOf(error)).toEqual({ name: 'Error', message: 'round', stack: expect.any(String) });
  });

  it('is the same in place of the context', () => {
    const error = new RangeError('far', { cause: new Error('near') });
    const shown = errorOf(error);
    written.length = 0;
    logger.fatal('failed', error);
    expect(JSON.parse(only(written)).error).toEqual(shown);
  });

  it.each([
    ['a text', 'just this', { name: 'string', message: 'just this' }],
    ['a number', 7, { name: 'number', message: '7' }],
    ['null', null, { name: 'null', message: 'null' }],
    ['a symbol', Symbol('s'), { name: 'symbol', message: 'Symbol(s)' }],
    ['an object', { code: 5 }, { name: 'object', message: '{"code":5}' }],
    ['an object with a message', { message: 'm' }, { name: 'object', message: 'm' }],
  ])('may be %s', (_name, thrown, shown) => {
    expect(errorOf(thrown)).toEqual(shown);
  });

  it('may be of another realm', () => {
    expect(errorOf(runInNewContext('new TypeError("elsewhere")'))).toMatchObject({
      name: 'TypeError',
      message: 'elsewhere',
      stack: expect.stringContaining('elsewhere'),
    });
  });

  it('may have getters that throw', () => {
    const error = new Error('x');
    for (const name of ['name', 'message', 'stack', 'cause', 'code']) {
      Object.defineProperty(error, name, {
        get() {
          throw new Error('no');
        },
      });
    }
    expect(errorOf(error)).toMatchObject({ name: '[unreadable]', message: '[unreadable]' });
  });

  it('may be a Proxy that throws at any touch', () => {
    const { proxy, revoke } = Proxy.revocable(new Error('x'), {});
    revoke();
    expect(errorOf(proxy)).toMatchObject({ name: 'object' });
    written.length = 0;
    logger.error('failed', proxy);
    expect(JSON.parse(only(written)).message).toBe('failed');
  });

  it('hides secrets and is bounded', () => {
    const secret = new Error('postgres://app:hunter2@db is gone', {
      cause: new Error('y'.repeat(1_000_000)),
    });
    const shown = errorOf(secret);
    expect(shown.message).toBe('postgres://app:[redacted]@db is gone');
    expect(JSON.stringify(shown).length).toBeLessThan(25_000);
  });
});

it('has the whole chain in the stack of its record', async () => {
  logger.error('failed', new Error('outer', { cause: new TypeError('inner') }));
  await flush();
  const { attributes } = only(receiver().logs);
  expect(attributes).toMatchObject({ 'exception.type': 'Error', 'exception.message': 'outer' });
  expect(attributes['exception.stacktrace']).toMatch(
    /^Error: outer\n {4}at [\s\S]*\ncaused by: TypeError: inner\n {4}at /,
  );
});
