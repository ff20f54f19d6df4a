import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, test as it, onTestFinished } from 'vitest';
import { portsInUse } from './ports-in-use.ts';

const want = (number: number, server = 'hub (http)', setting = 'ports.hub') => ({
  host: '127.0.0.1',
  number,
  server,
  setting,
});

async function listener() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = () => new Promise<void>((done) => void server.close(() => done()));
  onTestFinished(close);
  return { port: (server.address() as AddressInfo).port, close };
}

it.runIf(process.platform === 'linux')('names the process that holds a port', async () => {
  const { port } = await listener();
  const [taken] = await portsInUse([want(port)]);
  expect(taken).toMatchObject({ number: port, setting: 'ports.hub', server: 'hub (http)' });
  expect(taken?.holder).toMatch(new RegExp(`^\\S.* \\(process ${process.pid}\\)$`));
});

it('has nothing to say of free ports', async () => {
  const { port, close } = await listener();
  await close();
  expect(await portsInUse([want(port)])).toEqual([]);
});

it('finds two settings that want the same port', async () => {
  const { port, close } = await listener();
  await close();
  const taken = await portsInUse([want(port), want(port, 'loki (http)', 'ports.loki')]);
  expect(taken).toEqual([{ ...want(port, 'loki (http)', 'ports.loki'), holder: 'ports.hub for hub (http)' }]);
});
