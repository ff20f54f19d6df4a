import { describe, expect, test } from 'vitest';
import type { AlertNotice } from './alert-notice.ts';
import { type AlertRow, applyNotice } from './occurrences.ts';

const MINUTE = 60_000_000;
/** Minutes after an hour of no meaning. */
const at = (minutes: number) => 1_700_000_000_000_000 + minutes * MINUTE;

function firing(start: number, received: number, annotations = {}): AlertNotice {
  return {
    project: 'default',
    source: 'alertmanager',
    fingerprint: 'f00d',
    name: 'AgentFailing',
    severity: 'critical',
    status: 'firing',
    labels: { agent: 'planner' },
    annotations,
    startsUs: at(start),
    endsUs: null,
    generatorUrl: null,
    receivedUs: at(received),
  };
}

const resolved = (start: number, end: number, received: number): AlertNotice => ({
  ...firing(start, received),
  status: 'resolved',
  endsUs: at(end),
});

/** The history after notices, and what each of them told the streams. */
function after(...notices: AlertNotice[]) {
  const rows = new Map<number, AlertRow>();
  const told: string[][] = [];
  for (const notice of notices) {
    const change = applyNotice([...rows.values()], notice);
    for (const row of change.rows) rows.set(row.starts_at, row);
    told.push(change.turned.map(({ status }) => status));
  }
  const minutes = (us: number | null) => (us === null ? null : (us - at(0)) / MINUTE);
  const history = [...rows.values()].map((row) => [row.status, minutes(row.starts_at), minutes(row.ends_at)]);
  return { history, told, rows: [...rows.values()] };
}

describe('an occurrence', () => {
  test('begins with the first notice and ends with the resolution', () => {
    const { history, told } = after(firing(0, 1), resolved(0, 9, 10));
    expect(history).toEqual([['resolved', 0, 9]]);
    expect(told).toEqual([['firing'], ['resolved']]);
  });

  test('is one however often it is told', () => {
    const { history, told } = after(firing(0, 1), firing(0, 5), resolved(0, 9, 10), resolved(0, 9, 15));
    expect(history).toEqual([['resolved', 0, 9]]);
    expect(told).toEqual([['firing'], [], ['resolved'], []]);
  });

  test('has the newest annotations and the time of the newest notice', () => {
    const { rows } = after(firing(0, 1, { description: '10 %' }), firing(0, 6, { description: '20 %' }));
    expect(rows).toMatchObject([
      { annotations: { description: '20 %' }, received_at: at(1), last_notified_at: at(6) },
    ]);
  });

  test('does not come back by a repeat of firing that comes late', () => {
    const { history, told } = after(firing(0, 1), resolved(0, 9, 10), firing(0, 13));
    expect(history).toEqual([['resolved', 0, 9]]);
    expect(told[2]).toEqual([]);
  });

  test('fires again where Alertmanager says so long after it called it resolved', () => {
    const { history, told } = after(firing(0, 1), resolved(0, 9, 10), firing(0, 15), resolved(0, 30, 31));
    expect(history).toEqual([['resolved', 0, 30]]);
    expect(told).toEqual([['firing'], ['resolved'], ['firing'], ['resolved']]);
  });

  test('is over at the later of two ends', () => {
    expect(after(firing(0, 1), resolved(0, 9, 10), resolved(0, 11, 12)).history).toEqual([
      ['resolved', 0, 11],
    ]);
    expect(after(firing(0, 1), resolved(0, 9, 10), resolved(0, 8, 12)).history).toEqual([['resolved', 0, 9]]);
  });

  test('that is told only when it is over is in the history', () => {
    const { history, told } = after(resolved(0, 9, 10), firing(0, 11));
    expect(history).toEqual([['resolved', 0, 9]]);
    expect(told).toEqual([['resolved'], []]);
  });
});

describe('a second occurrence', () => {
  test('is a row of its own', () => {
    const { history } = after(firing(0, 1), resolved(0, 9, 10), firing(20, 21));
    expect(history).toEqual([
      ['resolved', 0, 9],
      ['firing', 20, null],
    ]);
  });

  test('ends the first one whose resolution never came', () => {
    const { history, told } = after(firing(0, 1), firing(20, 21));
    expect(history).toEqual([
      ['resolved', 0, 20],
      ['firing', 20, null],
    ]);
    expect(told[1]).toEqual(['resolved', 'firing']);
  });

  test('is left alone by a late resolution of the first one', () => {
    const { history } = after(firing(0, 1), resolved(0, 9, 10), firing(20, 21), resolved(0, 9, 22));
    expect(history.at(-1)).toEqual(['firing', 20, null]);
  });

  test('is left alone by a late repeat of the first one', () => {
    const { history, rows } = after(firing(0, 1), resolved(0, 9, 10), firing(20, 21), firing(0, 40));
    expect(history).toEqual([
      ['resolved', 0, 9],
      ['firing', 20, null],
    ]);
    expect(rows[1]?.last_notified_at).toBe(at(21));
  });
});

describe('a start that two servers see at different times', () => {
  test('is one occurrence, whichever is told first', () => {
    expect(after(firing(2, 3), firing(0, 4), resolved(0, 9, 10)).history).toEqual([['resolved', 2, 9]]);
    expect(after(firing(0, 3), firing(2, 4), resolved(2, 9, 10)).history).toEqual([['resolved', 0, 9]]);
  });

  test('is one occurrence where the one that saw it first is heard last, after its end', () => {
    const { history, told } = after(firing(2, 3), resolved(2, 9, 9.1), resolved(1, 9, 9.2), firing(1, 9.3));
    expect(history).toEqual([['resolved', 2, 9]]);
    expect(told).toEqual([['firing'], ['resolved'], [], []]);
  });

  test('does not come back by a late repeat of the other one', () => {
    expect(after(firing(0, 3), resolved(0, 9, 10), firing(2, 12)).history).toEqual([['resolved', 0, 9]]);
  });
});

describe('notices in a wrong order', () => {
  test('leave no two occurrences of one alert firing, which the store would refuse', () => {
    const { history, told } = after(resolved(10, 20, 21), firing(3, 22), firing(10, 30));
    expect(history).toEqual([
      ['firing', 10, null],
      ['resolved', 3, 10],
    ]);
    expect(told).toEqual([['resolved'], ['firing'], ['resolved', 'firing']]);
  });
});
