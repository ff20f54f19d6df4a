import { expect, test as it } from 'vitest';
import { startGroups } from './start-groups.ts';

const server = (name: string, ...needs: string[]) => ({ name, needs });
const names = (groups: { name: string }[][]) => groups.map((group) => group.map(({ name }) => name));

it('starts together what needs nothing', () => {
  expect(names(startGroups([server('loki'), server('jaeger')]))).toEqual([['loki', 'jaeger']]);
});

it('starts a server after those that it needs, however they are listed', () => {
  expect(
    names(startGroups([server('agent', 'collector'), server('collector', 'hub'), server('hub')])),
  ).toEqual([['hub'], ['collector'], ['agent']]);
});

it('refuses needs that go in a circle', () => {
  expect(() => startGroups([server('a', 'b'), server('b', 'a'), server('c')])).toThrow(
    'a, b need each other: none can start first',
  );
});

it('refuses a need of a server that is not there', () => {
  expect(() => startGroups([server('hub', 'postgres')])).toThrow(
    'hub needs postgres, which the stack does not have',
  );
});
