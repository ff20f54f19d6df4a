import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { errorFacts } from './error-facts.ts';

class PaymentError extends Error {}

function thrownBy(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}

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

  it.each([
    [
      'JSON parsing failed: Text: She said\nso.\nError message: no',
      'JSON parsing failed: Text: ….\nError message: no',
    ],
    [
      'Invalid input for tool pay: Type validation failed for x: Value: {"said":1}.\nError message: [] (1)',
      'Invalid input for tool pay: Type validation failed for x: Value: ….\nError message: [] (1)',
    ],
    ['Failed to parse. Text: "She said". Error: no', 'Failed to parse. Text: "…". Error: no'],
    ['JSON parsing failed: Text: She said', 'JSON parsing failed: Text: …'],
  ])('leaves out what a message quotes of an answer: %j', (message, recorded) => {
    const facts = errorFacts(new Error('no object', { cause: new Error(message) }));
    expect(facts.message).toBe(`no object; caused by: ${recorded}`);
    expect(facts.stack).not.toContain('said');
  });

  it('leaves out what JSON.parse quotes', () => {
    for (const text of ['She said', '{"a": said by her, and at some length as well}']) {
      expect(errorFacts(thrownBy(() => JSON.parse(text))).message).toBe(
        'Unexpected token … is not valid JSON',
      );
    }
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
