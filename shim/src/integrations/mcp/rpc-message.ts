/** A message of JSON-RPC 2.0. What a peer sends may be anything. */
export interface RpcMessage {
  readonly id?: unknown;
  readonly method?: unknown;
  readonly params?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

/** A request or a notification; only a request has an id. */
export interface RpcCall {
  readonly id?: string | number;
  readonly method: string;
  readonly params?: unknown;
}

export function isMessage(value: unknown): value is RpcMessage {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

export function isCall(message: RpcMessage): message is RpcCall {
  return typeof message.method === 'string' && (message.id === undefined || isId(message.id));
}

/** Whether a message answers a request. */
export function isAnswer(message: RpcMessage): boolean {
  return message.method === undefined && isId(message.id) && ('result' in message || 'error' in message);
}

/** Ids as keys: some peers answer the number 1 with the text '1'. */
export function keyOf(id: unknown): string {
  return String(id);
}

function isId(value: unknown): boolean {
  return typeof value === 'string' || typeof value === 'number';
}

/** A member of something that may be no object at all. */
export function memberOf(value: unknown, name: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[name] : undefined;
}
