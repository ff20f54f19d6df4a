import { type Attributes, type Span, trace } from '@opentelemetry/api';
import { activeContext, runInContext } from '../../context/active-context.ts';
import { injectContext, withExtractedContext } from '../../context/carrier.ts';
import { Attr, genAiMetrics } from '../../conventions/index.ts';
import { observeMetric } from '../../metrics/record.ts';
import { guarded } from '../../setup/guard.ts';
import { optionalName } from '../../tracking/bounded-name.ts';
import { isTracked } from '../../tracking/is-tracked.ts';
import { ToldFailure } from '../../tracking/tool-error.ts';
import { McpCall } from './mcp-call.ts';
import {
  isAnswer,
  isCall,
  isMessage,
  keyOf,
  memberOf,
  type RpcCall,
  type RpcMessage,
} from './rpc-message.ts';
import { transportFacts } from './transport-facts.ts';

/** Which end of the connection the process is. */
export type McpSide = 'client' | 'server';

/** What comes many times during one request gets no span of its own. */
const untold = new Set(['notifications/progress', 'notifications/message', 'notifications/cancelled']);
const PROTOCOL_VERSION = 'io.modelcontextprotocol/protocolVersion';
/** Requests that wait for an answer; with more, the oldest is given up. */
const MAX_OPEN = 10_000;

/** What goes over one transport, from its connection to its end. */
export class McpSession {
  readonly #side: McpSide;
  readonly #transport: object;
  readonly #network: Attributes;
  readonly #startedAt = performance.now();
  readonly #sent = new Map<string, McpCall>();
  readonly #served = new Map<string, McpCall>();
  #protocolVersion: string | undefined;
  #isSession: boolean;
  #closed = false;

  constructor(transport: object, side: McpSide) {
    this.#side = side;
    this.#transport = transport;
    this.#network = transportFacts(transport);
    // A server without sessions gets a transport for each request.
    this.#isSession = side === 'client' || this.#network[Attr.networkTransport] === 'pipe';
  }

  /** Sends a message by `send`, with the context in it, and gives what `send` gives. */
  send<T>(message: unknown, signal: unknown, send: (message: unknown) => T): T {
    if (!isTracked() || !isMessage(message)) return send(message);
    if (isAnswer(message)) {
      guarded('seeing an answer of MCP', () => this.#answer(this.#served, message));
      return send(message);
    }
    if (!isCall(message)) return send(message);
    const call = guarded('seeing a request of MCP', () => this.#start(message, signal));
    return runInContext(call?.context ?? activeContext(), () => this.#sendCall(message, call, send));
  }

  /** Calls `deliver` for a message that came, within the context that it brings. */
  receive<T>(message: unknown, deliver: () => T): T {
    if (!isTracked() || !isMessage(message)) return deliver();
    if (isAnswer(message)) {
      guarded('seeing an answer of MCP', () => this.#answer(this.#sent, message));
      return deliver();
    }
    if (!isCall(message)) return deliver();
    if (untold.has(message.method)) return this.#receiveUntold(message, deliver);
    return this.#within(message, deliver);
  }

  /** What waits for an answer gets none. */
  close(): void {
    guarded('seeing the end of a session of MCP', () => {
      const closed = () =>
        new ToldFailure('connection_closed', 'the connection was closed before the answer');
      for (const calls of [this.#sent, this.#served]) {
        for (const call of calls.values()) call.failed(closed());
        calls.clear();
      }
      if (this.#closed || !this.#isSession || !isTracked()) return;
      this.#closed = true;
      const definition =
        this.#side === 'client' ? genAiMetrics.mcpClientSession : genAiMetrics.mcpServerSession;
      observeMetric(definition, (performance.now() - this.#startedAt) / 1000, {
        ...(this.#protocolVersion !== undefined && { [Attr.mcpProtocolVersion]: this.#protocolVersion }),
        ...(this.#network[Attr.networkTransport] !== undefined && {
          [Attr.networkTransport]: this.#network[Attr.networkTransport],
        }),
      });
    });
  }

  #start(message: RpcCall, signal: unknown): McpCall | undefined {
    if (untold.has(message.method)) {
      if (message.method === 'notifications/cancelled') this.#cancel(this.#sent, message);
      return undefined;
    }
    this.#learn(message);
    const call = McpCall.sent(message, this.#facts);
    if (message.id === undefined) return call;
    keep(this.#sent, keyOf(message.id), call);
    // Over HTTP, newer clients cancel by closing the stream of the request.
    if (signal instanceof AbortSignal) {
      const stop = () => this.#take(this.#sent, message.id)?.failed(stopped(signal.reason));
      signal.addEventListener('abort', stop, { once: true });
    }
    return call;
  }

  #sendCall<T>(message: RpcCall, call: McpCall | undefined, send: (message: unknown) => T): T {
    const told = guarded('sending the context along', () => withContextOf(message)) ?? message;
    if (call === undefined) return send(told);
    const sent = () => {
      if (message.id === undefined) guarded('seeing a notification of MCP', () => call.done());
    };
    const failed = (error: unknown) => {
      guarded('seeing a request of MCP fail', () => {
        if (this.#sent.get(keyOf(message.id)) === call) this.#take(this.#sent, message.id);
        call.failed(error instanceof Error ? error : new Error(String(error)));
      });
    };
    try {
      const sending = send(told);
      if (!(sending instanceof Promise)) {
        sent();
        return sending;
      }
      return sending.then(
        (value) => {
          sent();
          return value;
        },
        (error: unknown) => {
          failed(error);
          throw error;
        },
      ) as T;
    } catch (error) {
      failed(error);
      throw error;
    }
  }

  #receiveUntold<T>(message: RpcCall, deliver: () => T): T {
    if (message.method === 'notifications/cancelled') {
      guarded('seeing a request of MCP cancelled', () => this.#cancel(this.#served, message));
    }
    const about = this.#sent.get(keyOf(memberOf(message.params, 'progressToken')));
    return about === undefined ? deliver() : runInContext(about.context, deliver);
  }

  #within<T>(message: RpcCall, deliver: () => T): T {
    const meta = memberOf(message.params, '_meta');
    const carrier = typeof meta === 'object' && meta !== null ? meta : {};
    const ambient = trace.getSpan(activeContext());
    const around = this.#askedFor(carrier);
    return withExtractedContext(carrier, () =>
      around === undefined
        ? this.#serve(message, ambient, deliver)
        : runInContext(around.context, () => this.#serve(message, ambient, deliver)),
    );
  }

  #serve<T>(message: RpcCall, ambient: Span | undefined, deliver: () => T): T {
    const call = guarded('seeing a request of MCP', () => {
      this.#learn(message);
      const served = McpCall.served(message, this.#facts, ambient);
      if (message.id !== undefined) keep(this.#served, keyOf(message.id), served);
      return served;
    });
    if (call === undefined) return deliver();
    const result = runInContext(call.context, deliver);
    if (message.id === undefined) guarded('seeing a notification of MCP', () => call.done());
    return result;
  }

  /** The request of this client that a server without tracing asks back for, where it can be no other. */
  #askedFor(carrier: object): McpCall | undefined {
    if (this.#side === 'server' || 'traceparent' in carrier || this.#sent.size !== 1) return undefined;
    for (const call of this.#sent.values()) return call;
    return undefined;
  }

  #answer(calls: Map<string, McpCall>, message: RpcMessage): void {
    const version = memberOf(message.result, 'protocolVersion');
    if (typeof version === 'string') this.#protocolVersion = optionalName(version);
    this.#take(calls, message.id)?.answered(message);
  }

  #cancel(calls: Map<string, McpCall>, message: RpcCall): void {
    const { params } = message;
    this.#take(calls, memberOf(params, 'requestId'))?.failed(stopped(memberOf(params, 'reason')));
  }

  #take(calls: Map<string, McpCall>, id: unknown): McpCall | undefined {
    const key = keyOf(id);
    const call = calls.get(key);
    calls.delete(key);
    return call;
  }

  /** What a message tells of the session that it is a part of. */
  #learn({ method, params }: RpcCall): void {
    if (method === 'initialize') this.#isSession = true;
    const version = memberOf(memberOf(params, '_meta'), PROTOCOL_VERSION);
    if (typeof version === 'string') this.#protocolVersion = optionalName(version);
  }

  readonly #facts = (): Attributes => {
    const sessionId = optionalName(memberOf(this.#transport, 'sessionId'));
    return {
      ...this.#network,
      ...(sessionId !== undefined && { [Attr.mcpSessionId]: sessionId }),
      ...(this.#protocolVersion !== undefined && { [Attr.mcpProtocolVersion]: this.#protocolVersion }),
    };
  };
}

/** The message with the current context in `params._meta` (SEP-414); the same message where it has no place, or there is none. */
function withContextOf(message: RpcCall): RpcCall {
  const brought = injectContext<Record<string, unknown>>({});
  if (Object.keys(brought).length === 0) return message;
  const { params = {} } = message;
  if (!isObject(params)) return message;
  const { _meta: meta = {} } = params;
  return isObject(meta) ? { ...message, params: { ...params, _meta: { ...meta, ...brought } } } : message;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function keep(calls: Map<string, McpCall>, key: string, call: McpCall): void {
  calls.get(key)?.failed(new ToldFailure('abandoned', 'another request took its id'));
  calls.delete(key);
  calls.set(key, call);
  if (calls.size <= MAX_OPEN) return;
  for (const [oldest, given] of calls) {
    given.failed(new ToldFailure('abandoned', 'too many requests wait for an answer'));
    calls.delete(oldest);
    return;
  }
}

/** Why a request was called off: its time was over, or nobody wants the answer any more. */
function stopped(reason: unknown): Error {
  const text = reason instanceof Error ? reason.message : String(reason ?? 'cancelled');
  return new ToldFailure(/timed? ?out/i.test(text) ? 'TimeoutError' : 'AbortError', text);
}
