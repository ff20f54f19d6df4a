import fc from 'fast-check';
import { describe, expect, it, vi } from 'vitest';
import { flush } from '../../setup/init.ts';
import { only, useRecording } from '../../testing/recording.ts';
import { observeMcpClient, observeMcpServer } from './index.ts';

const receiver = useRecording();
const [SERVER, CLIENT] = [2, 3];

/** The least that a transport is; what is sent over it is kept. */
class Wire {
  onmessage: ((message: unknown, extra?: unknown) => unknown) | undefined;
  onclose: (() => void) | undefined;
  readonly sent: unknown[] = [];
  // Private to the class itself, as proxies do not like it.
  #sessionId = 's-1';
  get sessionId(): string {
    return this.#sessionId;
  }
  async send(message: unknown): Promise<void> {
    this.sent.push(message);
  }
  async close(): Promise<void> {
    this.onclose?.();
  }
}

/** The least that a client or server is. */
class Peer {
  transport: Wire | undefined;
  readonly got: unknown[] = [];
  onmessage: (message: unknown) => unknown = (message) => this.got.push(message);
  #connected = false;
  get isConnected(): boolean {
    return this.#connected;
  }
  async connect(transport: Wire): Promise<string> {
    this.#connected = true;
    this.transport = transport;
    transport.onmessage = (message) => this.onmessage(message);
    transport.onclose = () => {};
    return 'connected';
  }
}

async function joined(observe: <T extends Peer>(peer: T) => T) {
  const [peer, wire] = [new Peer(), new Wire()];
  const observed = observe(peer);
  expect(await observed.connect(wire)).toBe('connected');
  return {
    observed,
    peer,
    wire,
    send: (message: unknown) => peer.transport?.send(message) ?? Promise.reject(new Error('not connected')),
    receive: (message: unknown) => wire.onmessage?.(message),
  };
}

const spans = async () => {
  await flush();
  return receiver().spans;
};
const call = (id: number, _meta?: object) => ({
  jsonrpc: '2.0',
  id,
  method: 'tools/call',
  params: { name: 'look', ...(_meta && { _meta }) },
});

describe('what is observed', () => {
  it('is of its class, finds its private fields, and gives its own transport', async () => {
    const { observed, peer, wire } = await joined(observeMcpClient);
    expect(observed).toBeInstanceOf(Peer);
    expect(observed.isConnected).toBe(true);
    expect(observed.transport).toBe(wire);
    expect(peer.transport?.sessionId).toBe('s-1');
  });

  it('is observed once', () => {
    const observed = observeMcpClient(new Peer());
    expect(observeMcpClient(observed)).toBe(observed);
  });

  it('may be anything, and is given back where it is no client', () => {
    for (const odd of [undefined, null, 7, 'client', {}, { connect: 1 }]) {
      expect(observeMcpServer(odd as unknown as Peer)).toBe(odd);
    }
  });
});

describe('messages', () => {
  it('of any form come and go as they are, and nothing is thrown', async () => {
    const members = {
      jsonrpc: fc.constant('2.0'),
      id: fc.anything(),
      method: fc.anything(),
      params: fc.anything(),
    };
    const message = fc.oneof(
      fc.anything(),
      fc.record({ ...members, result: fc.anything(), error: fc.anything() }, { requiredKeys: [] }),
      fc.record({
        id: fc.oneof(fc.nat(3), fc.string()),
        method: fc.constantFrom(
          'tools/call',
          'resources/read',
          'notifications/cancelled',
          'notifications/progress',
        ),
        params: fc.oneof(
          fc.anything(),
          fc.record({
            name: fc.anything(),
            uri: fc.anything(),
            _meta: fc.anything(),
            requestId: fc.anything(),
          }),
        ),
      }),
    );
    for (const observe of [observeMcpClient, observeMcpServer]) {
      const { peer, receive, send, wire } = await joined(observe);
      await fc.assert(
        fc.asyncProperty(message, async (given) => {
          receive(given);
          expect(peer.got.at(-1)).toBe(given);
          await send(given);
          const { _meta: _, ...rest } = (wire.sent.at(-1) as { params?: { _meta?: unknown } })?.params ?? {};
          if (wire.sent.at(-1) !== given)
            expect((given as { params?: object }).params ?? {}).toMatchObject(rest);
        }),
        { numRuns: 300 },
      );
    }
  });

  it('carry the trace in `_meta`, beside what is there', async () => {
    const { send, wire } = await joined(observeMcpClient);
    const given = call(1, { progressToken: 1 });
    await send(given);
    expect(given.params).toEqual({ name: 'look', _meta: { progressToken: 1 } });
    expect(wire.sent).toEqual([
      {
        ...given,
        params: {
          name: 'look',
          _meta: { progressToken: 1, traceparent: expect.stringMatching(/^00-[0-9a-f]{32}-/) },
        },
      },
    ]);
  });

  it('that bring a context in a wrong form start a trace of their own', async () => {
    const { receive, send } = await joined(observeMcpServer);
    for (const [id, traceparent] of [
      '00-zz-1-01',
      7,
      { a: 1 },
      '00-00000000000000000000000000000000-0000000000000000-01',
    ].entries()) {
      receive(call(id, { traceparent, baggage: 'observatory.execution.id=made-up' }));
      await send({ jsonrpc: '2.0', id, result: {} });
    }
    for (const span of await spans()) {
      expect(span.parentSpanId).toBe('');
      expect(span.attributes).not.toHaveProperty('observatory.execution.id');
    }
    expect(receiver().spans).toHaveLength(4);
  });

  it('that answer with an odd code have no label made of it', async () => {
    const { receive, send } = await joined(observeMcpClient);
    await send(call(1));
    receive({ jsonrpc: '2.0', id: 1, error: { code: 'user@example.com', message: 7 } });
    expect(only(await spans())).toMatchObject({
      statusMessage: 'no message',
      attributes: { 'error.type': '_OTHER', 'rpc.response.status_code': '_OTHER' },
    });
  });

  it("have the handler's error thrown as it is", async () => {
    const { peer, receive } = await joined(observeMcpServer);
    const error = new Error('mine');
    peer.onmessage = () => {
      throw error;
    };
    expect(() => receive(call(1))).toThrow(error);
  });

  it('that cannot be sent fail with the same error, and are told', async () => {
    const { peer, send, wire } = await joined(observeMcpClient);
    const error = new TypeError('no route');
    wire.send = () => Promise.reject(error);
    await expect(send(call(1))).rejects.toBe(error);
    expect(peer.got).toEqual([]);
    expect(only(await spans())).toMatchObject({ kind: CLIENT, attributes: { 'error.type': 'TypeError' } });
  });
});

describe('a transport that is no promise keeper', () => {
  it('throws what it throws while a request is sent, and the request has failed', async () => {
    const { send, wire } = await joined(observeMcpClient);
    const error = new TypeError('closed');
    wire.send = () => {
      throw error;
    };
    expect(() => send(call(1))).toThrow(error);
    expect(only(await spans())).toMatchObject({ kind: CLIENT, attributes: { 'error.type': 'TypeError' } });
  });

  it('has its notifications seen though it gives nothing back', async () => {
    const { peer, wire } = await joined(observeMcpClient);
    wire.send = (() => undefined) as never;
    expect(peer.transport?.send({ jsonrpc: '2.0', method: 'notifications/initialized' })).toBeUndefined();
    expect(only(await spans())).toMatchObject({ name: 'notifications/initialized', kind: CLIENT });
  });
});

describe('what strangers send as `_meta`', () => {
  const traceparent = `00-${'a'.repeat(32)}-${'b'.repeat(16)}-01`;
  const served = async (meta: unknown) => {
    const { receive, send, peer } = await joined(observeMcpServer);
    const message = JSON.parse(
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: 'look' } }).replace(
        '"name"',
        `"_meta":${JSON.stringify(meta)},"name"`,
      ),
    );
    receive(message);
    expect(peer.got).toEqual([message]);
    await send({ jsonrpc: '2.0', id: 1, result: { content: [] } });
    return only(await spans());
  };

  it('makes no span part of an execution of another trace', async () => {
    const id = `${'c'.repeat(32)}${'d'.repeat(16)}`;
    const baggage = `observatory.execution.id=${id},observatory.execution.start=1700000000000000`;
    const { attributes, traceId } = await served({ traceparent, baggage });
    expect(traceId).toBe('a'.repeat(32));
    expect(attributes).not.toHaveProperty('observatory.execution.id');
  });

  it('may be huge, deep, of any type, and pollutes no prototype', async () => {
    const deep = JSON.parse(`${'{"a":'.repeat(2000)}1${'}'.repeat(2000)}`);
    const polluting = JSON.parse(
      '{"__proto__":{"traceparent":"x","polluted":1},"constructor":{"prototype":{"polluted":1}}}',
    );
    const odd = [
      { traceparent, baggage: 5, tracestate: {} },
      {
        traceparent: 'x'.repeat(1_000_000),
        baggage: 'k=v,'.repeat(300_000),
        tracestate: 'a=b,'.repeat(10_000),
      },
      { traceparent: [traceparent, traceparent], baggage: [[['a']], { b: 1 }] },
      { get: 1, set: 2, keys: 3 },
      { deep },
      polluting,
      [traceparent],
      'text',
      7,
    ];
    for (const meta of odd) {
      await served(meta);
      receiver().clear();
    }
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });
});

describe('a session', () => {
  it('is told in spans and not in labels', async () => {
    const { receive, send } = await joined(observeMcpServer);
    receive(call(1));
    await send({ jsonrpc: '2.0', id: 1, result: { content: [] } });
    expect(only(await spans())).toMatchObject({
      name: 'tools/call look',
      kind: SERVER,
      attributes: { 'mcp.session.id': 's-1', 'jsonrpc.request.id': '1' },
    });
    const points = receiver().points.filter(({ name }) => name.startsWith('mcp.'));
    expect(points).not.toEqual([]);
    expect(JSON.stringify(points)).not.toContain('s-1');
  });

  it('holds no more than 10,000 requests that nobody answers', async () => {
    const { receive } = await joined(observeMcpServer);
    for (let id = 0; id <= 10_000; id += 1) receive({ jsonrpc: '2.0', id, method: 'ping' });
    expect(only(await spans()).attributes).toMatchObject({
      'error.type': 'abandoned',
      'jsonrpc.request.id': '0',
    });
  });

  it('that was connected before it was observed is named once', async () => {
    const stderr = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
    const peer = new Peer();
    await peer.connect(new Wire());
    observeMcpClient(peer);
    observeMcpClient(peer);
    const said = stderr.mock.calls.filter(([line]) =>
      String(line).includes('connected before it was observed'),
    );
    stderr.mockRestore();
    expect(said).toHaveLength(1);
  });
});
