import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';

/** What a transport goes over, by the MCP conventions ("Recording MCP transport"); {} of one that is not known. */
export function transportFacts(transport: object): Attributes {
  const kind = transport.constructor.name;
  if (/stdio/i.test(kind)) return { [Attr.networkTransport]: 'pipe' };
  if (/websocket/i.test(kind)) return over('websocket', transport);
  return /http|sse/i.test(kind) ? over('http', transport) : {};
}

/** Whether what the process prints on stdout goes to the client of a server with this transport. */
export function usesStdout(transport: object): boolean {
  return transportFacts(transport)[Attr.networkTransport] === 'pipe';
}

function over(protocol: string, transport: object): Attributes {
  const url: unknown = '_url' in transport ? transport._url : undefined;
  return {
    [Attr.networkTransport]: 'tcp',
    [Attr.networkProtocolName]: protocol,
    ...(url instanceof URL && {
      [Attr.serverAddress]: url.hostname,
      [Attr.serverPort]: Number(url.port) || (url.protocol.endsWith('s:') ? 443 : 80),
    }),
  };
}
