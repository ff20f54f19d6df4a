import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFacts } from './error-facts.ts';

class PaymentError extends Error {}

describe('errorFacts', () => {
  it.each([
    [new TypeError('a'), 'TypeError'],
    [new PaymentError('a'), 'PaymentError'],
    [Object.assign(new Error('a'), { code: 'ECONNREFUSED' }), 'ECONNREFUSED'],
    [new Error('a'), 'Error'],
    ['text', 'string'],
    [undefined, 'undefined'],
    [null, 'null'],
    [{ message: 'plain' }, 'object'],
  ])('names the type of %s', (thrown, type) => {
    expect(errorFacts(thrown).type).toBe(type);
  });

  it('stops at errors that cause each other', () => {
    const first = new Error('first');
    const second = new Error('second', { cause: first });
    first.cause = second;
    expect(errorFacts(first).message).toBe('first; caused by: second');
  });

  it('takes secrets out of message and stack', () => {
    const { message, stack } = errorFacts(new Error('login with password=hunter2 failed'));
    expect(message).toBe('login with password=[redacted] failed');
    expect(stack).not.toContain('hunter2');
  });

  it('reads an error whose fields throw', () => {
    const hostile = new Error('x');
    Object.defineProperty(hostile, 'message', {
      get() {
        throw new Error('no');
      },
    });
    expect(errorFacts(hostile).type).toBe('unreadable');
  });

  it('never throws, whatever was thrown', () => {
    fc.assert(
      fc.property(fc.anything({ withNullPrototype: true, withBigInt: true }), (thrown) => {
        expect(typeof errorFacts(thrown).message).toBe('string');
      }),
    );
  });
});
