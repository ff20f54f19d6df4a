import { resolve } from 'node:path';

/** What the hub says of itself when it is ready. */
export interface HubReady {
  readonly url: string;
  readonly otlpHttpPort: number | null;
  readonly otlpGrpcPort: number | null;
  readonly dataDir: string;
  /** The first key of a hub that asks for one, made just now; it is told this once. */
  readonly firstKey?: string | null;
}

/** What `npm start` prints: where things are and what to try; where the hub has a key, how to give it, never the key. */
export function welcome(
  ready: HubReady,
  withFleet: boolean,
  env: Readonly<Record<string, string | undefined>>,
): string {
  const key = keyInShell(env);
  const curl = key === null ? 'curl -s' : `curl -s -H "X-API-Key: ${key}"`;
  const scheme = ready.url.startsWith('https:') ? 'https' : 'http';
  const endpoint = `${scheme}://localhost:${ready.otlpHttpPort ?? new URL(ready.url).port}`;
  return `
Observatory is running${withFleet ? ', and a fleet of demo agents with it' : ''}.

  Page          ${ready.url}
  API           ${ready.url}/api/v1/executions     to read and try: ${ready.url}/api/docs
  OTLP/HTTP     ${ready.otlpHttpPort === null ? `${ready.url}/v1/traces` : endpoint}
  OTLP/gRPC     ${ready.otlpGrpcPort === null ? 'off' : `${scheme}://localhost:${ready.otlpGrpcPort}`}
  Data          ${ready.dataDir}
${ready.firstKey ? firstKeyHelp(ready.firstKey) : ''}${key === null ? '' : keyHelp(key)}
What to try next
  Open the page and choose a failed run: its error, the step that caused it, its logs and what it cost.
  Send your own: any OpenTelemetry SDK that exports to ${endpoint} is seen; docs/shim.md has three lines for Node.
  ${curl} '${ready.url}/api/v1/executions?status=failed&limit=3'

Ctrl-C stops everything and keeps the data.
`;
}

const firstKeyHelp = (key: string) => `
The first key of this hub, which may do everything. It is shown this once:

  ${key}

Requests give it as X-API-Key; the page asks for it once.
`;

const keyHelp = (key: string) => `
The hub asks everybody for its key
  Page          asks for it once
  Services      OTEL_EXPORTER_OTLP_HEADERS="x-api-key=${key}"     percent-encoded, if it holds more than letters and digits
  curl          as below${key.startsWith('$(') ? '' : '; another terminal needs OBSERVATORY_API_KEY too'}
`;

/** The hub's key as a shell reads it, from the variable or the file that the reader keeps it in; null without a key. */
function keyInShell(env: Readonly<Record<string, string | undefined>>): string | null {
  if (env.OBSERVATORY_API_KEY) return '$OBSERVATORY_API_KEY';
  const file = env.OBSERVATORY_API_KEY_FILE;
  return file ? `$(cat '${resolve(file).replaceAll("'", String.raw`'\''`)}')` : null;
}
