import { expect, test } from 'vitest';
import type { Component } from './component.ts';
import { startOrder } from './start-order.ts';

const server = (name: string, ...needs: string[]) => ({ name, needs }) as unknown as Component;
const order = (...servers: Component[]) => startOrder(servers).map(({ name }) => name);

test('What is needed comes first', () => {
  expect(order(server('a', 'b'), server('b', 'c'), server('c'))).toEqual(['c', 'b', 'a']);
});

test('What needs nothing stays where it is', () => {
  expect(order(server('b'), server('a'), server('c', 'b'))).toEqual(['b', 'a', 'c']);
});

test('A server that the stack does not have holds nobody up', () => {
  expect(order(server('hub', 'postgres'))).toEqual(['hub']);
});

test('Two that need each other are named', () => {
  expect(() => order(server('a', 'b'), server('b', 'a'))).toThrow('a, b need each other');
});
