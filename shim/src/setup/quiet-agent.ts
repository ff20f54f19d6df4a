import type { Agent } from 'node:http';
import type { Duplex } from 'node:stream';

/**
 * The same HTTP agent, whose connections do not keep the process alive: a service that is done ends, even
 * where the receiver never answers. What must be waited for is waited for by a timer (`withinDeadline`).
 */
export function quietened(agent: Agent): Agent {
  const create = agent.createConnection.bind(agent);
  agent.createConnection = (options, callback) => unreferenced(create(options, callback));
  const reuse = agent.reuseSocket.bind(agent);
  agent.reuseSocket = (socket, request) => {
    reuse(socket, request);
    unreferenced(socket);
  };
  return agent;
}

function unreferenced<S extends Duplex | null | undefined>(socket: S): S {
  if (socket && 'unref' in socket && typeof socket.unref === 'function') socket.unref();
  return socket;
}
