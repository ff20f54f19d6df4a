import { expect, test } from 'vitest';
import type { Alert } from '../hub/types.ts';
import { closeNotice, type Noticed, nothingNoticed, noticeAlerts } from './notice-alerts.ts';

type One = Pick<Alert, 'id' | 'state' | 'received_at'>;

const alert = (id: string, minute: number, state: Alert['state'] = 'active'): One => ({
  id,
  state,
  received_at: new Date(Date.UTC(2026, 10, 23, 12, minute)).toISOString(),
});
/** What is shown after each of the answers of the hub. */
function shownAfter(answers: readonly (readonly One[])[], isQuiet = false): string[] {
  let noticed: Noticed<One> = nothingNoticed;
  for (const answer of answers) noticed = noticeAlerts(noticed, answer, isQuiet);
  return noticed.shown.map(({ id }) => id);
}

test('what fires when the page opens is not told, what begins afterwards is', () => {
  expect(shownAfter([[alert('old', 1)]])).toEqual([]);
  expect(shownAfter([[], [alert('first', 1)]])).toEqual(['first']);
  expect(shownAfter([[alert('old', 1)], [alert('new', 2), alert('old', 1)]])).toEqual(['new']);
});

test('it stays for as long as it is active', () => {
  expect(shownAfter([[], [alert('a', 1)], [alert('b', 2), alert('a', 1)]])).toEqual(['b', 'a']);
  expect(shownAfter([[], [alert('a', 1)], [alert('a', 1, 'acknowledged')]])).toEqual([]);
  expect(shownAfter([[], [alert('a', 1)], []])).toEqual([]);
});

test('one that somebody took on or silenced is not told, nor when that is taken back', () => {
  expect(shownAfter([[], [alert('a', 1, 'acknowledged'), alert('s', 1, 'silenced')]])).toEqual([]);
  expect(shownAfter([[], [alert('s', 1, 'silenced')], [alert('s', 1)]])).toEqual([]);
  expect(shownAfter([[alert('s', 1, 'silenced')], [alert('s', 1)]])).toEqual([]);
});

test('three at most are shown, those that were heard of last', () => {
  const four = [alert('c', 3), alert('d', 4), alert('a', 1), alert('b', 2)];
  expect(shownAfter([[], four])).toEqual(['d', 'c', 'b']);
});

test('one of before, which came into sight as others ended, is not new', () => {
  expect(shownAfter([[alert('late', 5)], [alert('early', 1)]])).toEqual([]);
});

test('one that was closed does not come again', () => {
  const shown = noticeAlerts(noticeAlerts<One>(nothingNoticed, [], false), [alert('a', 1)], false);
  const closed = closeNotice(shown, 'a');
  expect(closed.shown).toEqual([]);
  expect(noticeAlerts(closed, [alert('a', 1)], false).shown).toEqual([]);
});

test('where alerts are shown anyway none is told, then or later', () => {
  const quiet = noticeAlerts(noticeAlerts<One>(nothingNoticed, [], true), [alert('a', 1)], true);
  expect(quiet.shown).toEqual([]);
  expect(noticeAlerts(quiet, [alert('a', 1)], false).shown).toEqual([]);
});
