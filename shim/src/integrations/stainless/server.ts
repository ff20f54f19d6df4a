import type { Attributes } from '@opentelemetry/api';
import { Attr } from '../../conventions/index.ts';
import { loose, textIn } from './loose.ts';

/** Where a client sends its requests to. */
export interface Server {
  readonly host: string;
  readonly attributes: Attributes;
}

const UNKNOWN: Server = { host: '', attributes: {} };
const known = new WeakMap<object, { readonly baseUrl: string; readonly server: Server }>();

/** The server of a client, from its base address. */
export function serverOf(client: object): Server {
  const baseUrl = textIn(loose(client).baseURL);
  if (baseUrl === undefined) return UNKNOWN;
  const before = known.get(client);
  if (before?.baseUrl === baseUrl) return before.server;
  const server = serverAt(baseUrl);
  known.set(client, { baseUrl, server });
  return server;
}

function serverAt(baseUrl: string): Server {
  if (!URL.canParse(baseUrl)) return UNKNOWN;
  const { hostname, port, protocol } = new URL(baseUrl);
  const number = port === '' ? (protocol === 'http:' ? 80 : 443) : Number(port);
  return { host: hostname, attributes: { [Attr.serverAddress]: hostname, [Attr.serverPort]: number } };
}

/** The first provider whose servers this host is one of: `api.groq.com` is one of `groq.com`. */
export function providerAt(host: string, providers: Readonly<Record<string, string>>): string | undefined {
  const found = Object.entries(providers).find(([domain]) => host === domain || host.endsWith(`.${domain}`));
  return found?.[1];
}
