import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { urlOf } from '../command/server-url.ts';
import { resolveSettings } from '../settings/resolve.ts';
import { ask } from '../targets/process/ask.ts';
import { addresses, hostToAsk, urlHost } from './addresses.ts';
import { containerStack } from './stack.ts';

it.each([
  ['0.0.0.0', '127.0.0.1'],
  ['::', '127.0.0.1'],
  ['localhost', '127.0.0.1'],
  ['127.0.0.1', '127.0.0.1'],
  ['192.168.1.5', '192.168.1.5'],
  ['::1', '::1'],
])('asks for what listens on %s at %s', (address, host) => {
  expect(hostToAsk(address)).toBe(host);
});

it('puts an address of IPv6 in brackets in a URL', () => {
  expect(urlHost('fd00::5')).toBe('[fd00::5]');
});

it('gives the address that ports are bound to, in what is printed and in the outputs', () => {
  const stack = containerStack(
    'compose',
    resolveSettings([{ name: 'test', values: { ports: { host: '192.168.1.5' } } }]).settings,
  );
  const agent = stack.components.find(({ name }) => name === 'agent');
  if (agent === undefined) throw new Error('no agent');
  expect(addresses(stack).hub).toBe('http://192.168.1.5:3001');
  expect(urlOf(agent, stack.settings.ports.host)).toBe('192.168.1.5:4317, http://192.168.1.5:4318');
});

// Other systems have no second loopback by themselves.
it.runIf(process.platform === 'linux')(
  'asks at the address given, and not at the usual loopback',
  async () => {
    const server = createServer((_, response) => response.end());
    await new Promise<void>((done) => server.listen(0, '127.0.0.2', done));
    onTestFinished(() => void server.close());
    const { port } = server.address() as AddressInfo;
    expect(await ask({ port, path: '/' }, 2000, '127.0.0.2')).toBeNull();
    expect(await ask({ port, path: null }, 2000, '127.0.0.2')).toBeNull();
    expect(await ask({ port, path: '/' }, 2000)).toBe(`http://127.0.0.1:${port}/: nothing listens`);
  },
);
