import { address, optionalChoice, text, timeout } from './value-types.ts';

/**
 * What the specification lets one say of OTLP: each as `OTEL_EXPORTER_OTLP_<name>`, and of one signal alone
 * as `OTEL_EXPORTER_OTLP_<SIGNAL>_<name>`, which wins.
 */
export const otlpVariables = {
  OTEL_EXPORTER_OTLP_ENDPOINT: address(
    '`http://localhost:4318`',
    'Where OTLP is taken; a trailing `/v1/<signal>` is ignored.',
  ),
  OTEL_EXPORTER_OTLP_PROTOCOL: optionalChoice(
    ['http/protobuf', 'http/json', 'grpc'],
    '`grpc` at port 4317, else `http/protobuf`',
    'How OTLP is spoken.',
  ),
  OTEL_EXPORTER_OTLP_HEADERS: text(undefined, 'Headers of each request: `key=value,key=value`.', 'none'),
  OTEL_EXPORTER_OTLP_COMPRESSION: optionalChoice(['none', 'gzip'], '`none`', 'Compression of each request.'),
  OTEL_EXPORTER_OTLP_TIMEOUT: timeout(
    10_000,
    'Longest wait for one export, its retries included, before it waits in the queue again; 0: none.',
  ),
  OTEL_EXPORTER_OTLP_CERTIFICATE: text(
    undefined,
    'File (PEM) of the authorities that are trusted.',
    "Node's own",
  ),
  OTEL_EXPORTER_OTLP_CLIENT_KEY: text(undefined, "File (PEM) of the client's private key.", 'none'),
  OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: text(undefined, "File (PEM) of the client's certificate.", 'none'),
  OTEL_EXPORTER_OTLP_INSECURE: optionalChoice(
    ['true', 'false'],
    '`true`',
    '`false`: an address without `http://` is reached by TLS.',
  ),
} as const;

export type OtlpVariableName = keyof typeof otlpVariables;
