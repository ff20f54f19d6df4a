import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SseParser } from './sse-parser.ts';

const parse = (pieces: readonly string[], maxLength = 1000) => {
  const parser = new SseParser(maxLength);
  return pieces.flatMap((piece) => parser.push(piece));
};

describe('the parser of server-sent events', () => {
  it('gives ids and data, and passes over comments and other fields', () => {
    expect(
      parse([': hello\n\nid: 1\ndata: a\n\nevent: x\nretry: 5\nnonsense\nid:2\ndata: b\ndata:  c\n\n']),
    ).toEqual([
      { id: '1', data: 'a' },
      { id: '2', data: 'b\n c' },
    ]);
  });

  it('gives an id that comes without data', () => {
    expect(parse(['id: 41\n\n'])).toEqual([{ id: '41', data: undefined }]);
  });

  it('gives nothing of a message whose end has not come', () => {
    expect(parse(['id: 1\ndata: a\n\nid: 2\ndata: b\n'])).toEqual([{ id: '1', data: 'a' }]);
  });

  it('leaves out an id with a NUL, as the standard asks', () => {
    expect(parse(['id: a\0b\ndata: a\n\n'])).toEqual([{ id: undefined, data: 'a' }]);
  });

  it('refuses a message that is too long, in one line or in many', () => {
    expect(() => parse([`data: ${'x'.repeat(600)}`, 'x'.repeat(600)])).toThrow(RangeError);
    expect(() => parse(Array.from({ length: 200 }, () => 'data: 123456\n'))).toThrow(RangeError);
  });

  it('gives the same messages, however the text is cut and whichever ends its lines have', () => {
    const text = fc.stringMatching(/^[ -~äöü🙂]*$/u, { maxLength: 20 });
    const message = fc.record({
      id: fc.option(fc.nat().map(String), { nil: undefined }),
      data: fc.array(text),
    });
    fc.assert(
      fc.property(
        fc.array(message),
        fc.constantFrom('\n', '\r\n', '\r'),
        fc.array(fc.nat(30)),
        (messages, end, cuts) => {
          const lines = messages.flatMap(({ id, data }) => [
            ...(id === undefined ? [] : [`id: ${id}`]),
            ...data.map((line) => `data: ${line}`),
            '',
          ]);
          const whole = lines.map((line) => line + end).join('');
          const pieces: string[] = [];
          let at = 0;
          for (const cut of cuts) {
            pieces.push(whole.slice(at, at + cut));
            at += cut;
          }
          pieces.push(whole.slice(at));
          const expected = messages
            .map(({ id, data }) => ({ id, data: data.join('\n') || undefined }))
            .filter(({ id, data }) => id !== undefined || data !== undefined);
          expect(parse(pieces, 100_000)).toEqual(expected);
        },
      ),
    );
  });
});
