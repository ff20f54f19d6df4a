import { expect, test } from 'vitest';
import { ENVIRONMENT } from '../promql/environment.ts';
import { ruleFamilies } from '../rules/rules.ts';
import { caseSettings } from '../testing/settings.ts';
import { inhibitions } from './inhibitions.ts';

const alerts = new Map(
  ruleFamilies(caseSettings)
    .flatMap((family) => family.alerts)
    .map((alert) => [alert.name, alert] as const),
);
const isCritical = (name: string) => alerts.get(name)?.severity === 'critical';
const pairs = inhibitions.flatMap((one) => one.silences.map((follower) => ({ ...one, follower })));
const shown = ({ cause, follower }: { cause: string; follower: string }) => `${cause} → ${follower}`;

test('Each cause and each follower is an alert', () => {
  const named = pairs.flatMap(({ cause, follower }) => [cause, follower]);
  expect([...new Set(named)].filter((name) => !alerts.has(name))).toEqual([]);
});

test('What must be equal, cause and follower both have', () => {
  const lacking = pairs.filter(({ cause, follower, equal }) =>
    [cause, follower].some((name) => equal.some((label) => !alerts.get(name)?.by.includes(label))),
  );
  expect(lacking.map(shown)).toEqual([]);
});

test('What has an environment is held back by nothing of another', () => {
  const apart = (name: string) => alerts.get(name)?.by.includes(ENVIRONMENT) === true;
  const wrong = pairs.filter(
    ({ cause, follower, equal }) => apart(cause) && apart(follower) && !equal.includes(ENVIRONMENT),
  );
  expect(wrong.map(shown)).toEqual([]);
});

test('A warning holds back no page', () => {
  const wrong = pairs.filter(({ cause, follower }) => isCritical(follower) && !isCritical(cause));
  expect(wrong.map(shown)).toEqual([]);
});

test('What has another subject is held back only by the stack itself, or as a warning by a page', () => {
  const ofStack = new Set(
    ruleFamilies(caseSettings)
      .filter(({ name }) => name.startsWith('stack-'))
      .flatMap((family) => family.alerts.map(({ name }) => name)),
  );
  const wrong = pairs
    .filter(({ cause, equal }) => equal.every((label) => label === ENVIRONMENT) && !ofStack.has(cause))
    // Of the fleet as a whole, both.
    .filter(({ cause, follower }) => [cause, follower].some((name) => alerts.get(name)?.by.length !== 0))
    .filter(({ cause, follower }) => isCritical(follower) || !isCritical(cause));
  // Both are pages: a service that logs errors and an agent whose runs fail have no label in common.
  expect(wrong.map(shown)).toEqual(['RunSuccessBudgetBurnsFast → HighErrorRate']);
});

test('No two alerts hold back each other', () => {
  const told = new Set(pairs.map(shown));
  expect(
    pairs.filter(
      ({ cause, follower }) => cause !== follower && told.has(shown({ cause: follower, follower: cause })),
    ),
  ).toEqual([]);
});
