import { describe, expect, it } from 'vitest';
import { integration } from './support/matrix.ts';
import { folders, kinds, useServices } from './support/service.ts';

const services = useServices();

const imports = `import WebSocket, { WebSocketServer } from 'ws'; import { agentTracking } from '@observatory/shim';`;
const requires = `const WebSocket = require('ws'); const { WebSocketServer } = WebSocket;
  const { agentTracking } = require('@observatory/shim');`;

/** A server that answers each message after work of its own, and a client that asks within an agent's run. */
const echo = (listener: string) => `
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
    agentTracking.trackExecution('caller', 'ask', () => new Promise((resolve) => {
      const client = new WebSocket('ws://127.0.0.1:' + server.address().port);
      client.on('open', () => client.send('hello'));
      client.on('message', (data) => { console.log(String(data)); client.close(); resolve(); });
    })).then(() => server.close());
  });
  server.on('connection', (socket) => { ${listener} });
`;
const asynchronous = `socket.on('message', async (data) => {
  await agentTracking.trackExecution('answerer', 'answer', async () => { await null; });
  socket.send('you said ' + data);
});`;

describe.each([
  ['newest', undefined],
  ['previous', '../frameworks-previous/node_modules/ws'],
] as const)('%s', (version, alias) => {
  const cwd = folders[version];

  integration({ group: 'register', name: 'ws', ...(alias && { alias }) }, (sees) => {
    sees('messages: import', async () => {
      const { stdout } = await services.run(
        (version === 'newest' ? imports : imports.replace(', { WebSocketServer }', '')) +
          (version === 'newest' ? '' : 'const WebSocketServer = WebSocket.Server;') +
          echo(asynchronous),
        { cwd },
      );
      expect(stdout).toBe('you said hello\n');
      const received = services.spans().filter(({ name }) => name === 'websocket receive');
      const onServer = received.find((span) => span.attributes['observatory.websocket.side'] === 'server');
      expect(onServer).toMatchObject({
        kind: kinds.consumer,
        parentSpanId: '',
        attributes: { 'network.protocol.name': 'websocket', 'observatory.websocket.message.size': 5 },
      });
      expect(services.parentOf(services.span('invoke_agent answerer'))).toBe(onServer);
      const onClient = received.find((span) => span.attributes['observatory.websocket.side'] === 'client');
      expect(onClient?.traceId).toBe(services.span('invoke_agent caller').traceId);
      expect(services.counted('websocket_messages_total')).toEqual(
        expect.arrayContaining([
          { side: 'client', direction: 'sent', times: 1 },
          { side: 'server', direction: 'received', times: 1 },
          { side: 'server', direction: 'sent', times: 1 },
          { side: 'client', direction: 'received', times: 1 },
        ]),
      );
    });

    sees('messages: require', async () => {
      await services.run(
        (version === 'newest'
          ? requires
          : requires.replace('{ WebSocketServer }', '{ Server: WebSocketServer }')) + echo(asynchronous),
        { cwd, type: 'commonjs' },
      );
      expect(services.parentOf(services.span('invoke_agent answerer'))?.name).toBe('websocket receive');
    });
  });
});

describe('a listener that fails', () => {
  const caught = `process.on('uncaughtException', (error) => { console.log('caught ' + error.message);
    for (const one of server.clients) one.terminate(); server.close(); });`;

  it.each([
    ['by throwing', `socket.on('message', () => { throw new Error('bad frame'); });`],
    ['by rejecting', `socket.on('message', async () => { await null; throw new Error('bad frame'); });`],
  ])('ends the process as without the shim, with its error on the span: %s', async (_how, listener) => {
    const program = echo(listener)
      .replace('client.close(); resolve();', '')
      .replace(
        `client.on('open'`,
        `client.on('error', () => {}); client.on('close', resolve); client.on('open'`,
      );
    const { stdout } = await services.run(imports + program + caught, { cwd: folders.newest });
    expect(stdout).toBe('caught bad frame\n');
    const span = services.span('websocket receive');
    expect(span.events[0]?.attributes).toMatchObject({ 'exception.message': 'bad frame' });
  });
});

it('messages are only counted where their spans are switched off', async () => {
  await services.run(imports + echo(asynchronous), {
    cwd: folders.newest,
    env: { OBSERVATORY_WEBSOCKET_SPANS: 'off' },
  });
  expect(services.spans().filter(({ name }) => name === 'websocket receive')).toEqual([]);
  expect(services.counted('websocket_messages_total')).toHaveLength(4);
});

it('listeners that are there once are called once', async () => {
  const program = `
    import WebSocket, { WebSocketServer } from 'ws';
    const server = new WebSocketServer({ port: 0, host: '127.0.0.1' }, () => {
      const client = new WebSocket('ws://127.0.0.1:' + server.address().port);
      client.once('message', (data) => console.log('once ' + data));
      client.addEventListener('message', ({ data }) => console.log('event ' + data));
      client.on('close', () => server.close());
    });
    server.on('connection', (socket) => { socket.send('a'); socket.send('b', () => socket.close()); });
  `;
  const { stdout } = await services.run(program, { cwd: folders.newest });
  expect(stdout).toBe('once a\nevent a\nevent b\n');
});
