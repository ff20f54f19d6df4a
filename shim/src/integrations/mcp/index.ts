import { noteWrapped } from '../../instrumentation/wrappers.ts';
import type { McpSide } from './mcp-session.ts';
import { observePeer } from './observe-peer.ts';

/** A client or server of an MCP SDK, as much as is asked of it. */
interface Connectable {
  connect(transport: never, ...more: never[]): PromiseLike<unknown>;
}

/**
 * Observes a client of `@modelcontextprotocol/sdk` or `@modelcontextprotocol/client`: use what it gives in place of the
 * client, and before `connect`. Its requests are spans (a tool call is a step of the running execution) that the server
 * gets as context in `_meta`, and so is what the server asks it. Results and errors stay as they are; it never throws.
 */
export function observeMcpClient<T extends Connectable>(client: T): T {
  return observed(client, 'client');
}

/**
 * Observes a server of `@modelcontextprotocol/sdk` or `@modelcontextprotocol/server`, `McpServer` or `Server`: use what
 * it gives in place of the server, and before `connect`. What clients ask it are spans, within the client's where that
 * sends its context. Over stdio, lines of `createLogger` go to stderr from then on. It never throws.
 */
export function observeMcpServer<T extends Connectable>(server: T): T {
  return observed(server, 'server');
}

function observed<T extends Connectable>(peer: T, side: McpSide): T {
  for (const name of ['sdk', side]) noteWrapped(`@modelcontextprotocol/${name}`);
  return observePeer(peer, side);
}
