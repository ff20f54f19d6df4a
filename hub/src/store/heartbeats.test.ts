import { describe, expect, test } from 'vitest';
import { heartbeatsOf } from './heartbeats.ts';

const NOW = 1_790_000_000_000_000;
const id = 'ab'.repeat(24);
const read = (executions: Parameters<typeof heartbeatsOf>[1]) => heartbeatsOf('default', executions, NOW);

describe('the executions of a heartbeat', () => {
  test('are id and start', () => {
    expect(read([`${id}/${NOW}`])).toEqual({
      heartbeats: [{ project: 'default', traceId: 'ab'.repeat(16), spanId: 'ab'.repeat(8), startUs: NOW }],
      leftOut: 0,
    });
  });

  test.each([
    ['no list', 'x'],
    ['nothing', undefined],
    ['an object', { [id]: NOW }],
  ])('are none, and that is counted, where there is %s', (_case, executions) => {
    expect(read(executions)).toEqual({ heartbeats: [], leftOut: 1 });
  });

  test('are left out and counted where they are none', () => {
    const junk = [
      '',
      id,
      `${id}/`,
      `${id}/-1`,
      `${id}/1e9`,
      `${id}/12345678901234567`,
      `${id.slice(2)}/${NOW}`,
      `${id.toUpperCase()}/${NOW}`,
      ` ${id}/${NOW}`,
      `${id}/${NOW}\n`,
      `${id}/${NOW + 90_000_000_000}`,
      7,
      null,
      [id, NOW],
    ];
    expect(read([...junk, `${id}/1`])).toMatchObject({ heartbeats: [{ startUs: 1 }], leftOut: junk.length });
  });

  test('are 500 at most', () => {
    const { heartbeats, leftOut } = read(Array.from({ length: 10_000 }, (_, at) => `${id}/${at}`));
    expect([heartbeats.length, leftOut]).toEqual([500, 9500]);
  });
});
