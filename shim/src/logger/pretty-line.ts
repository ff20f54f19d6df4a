interface Line {
  readonly timestamp?: string;
  readonly level?: string;
  readonly service?: string;
  readonly message?: string;
  readonly error?: { readonly stack?: string; readonly message?: string };
  readonly [key: string]: unknown;
}

/** A JSON log line as people read it: time, level, service, message, then the rest. */
export function prettyLine(json: string): string {
  const { timestamp = '', level = '', service = '', message = '', error, ...rest } = JSON.parse(json) as Line;
  const details = Object.entries(rest).map(([key, value]) => `${key}=${JSON.stringify(value)}`);
  const first = [timestamp.slice(11, 23), level.padEnd(5), `${service}:`, message, ...details].join(' ');
  const trace = error?.stack ?? error?.message;
  return trace ? `${first}\n  ${trace.replaceAll('\n', '\n  ')}\n` : `${first}\n`;
}
