import { errorTable } from '../errors.ts';
import { describeSettings } from '../settings.ts';

/** Pages of docs/ that are made from the code; `npm run docs` writes them, a test compares. */
export const pages: Readonly<Record<string, () => string>> = {
  'errors.md': errorsPage,
  'hub-settings.md': settingsPage,
};

const cell = (text: string) => text.replaceAll('|', '\\|');

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.map(cell).join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}

function errorsPage(): string {
  const rows = Object.entries(errorTable).map(([code, { status, grpc, retryable, meaning }]) => [
    `\`${code}\``,
    String(status),
    String(grpc),
    retryable ? 'yes' : 'no',
    meaning,
  ]);
  return `# Errors of the hub

Every error answer of the REST routes is \`{"error": {"code", "message", "where"?}}\`: the message says what was expected,
what came and what to do; \`where\` names the place in the input, where it is known. OTLP routes answer as the OTLP
specification asks: a \`google.rpc.Status\` in the encoding of the request, with the same message. Senders retry what is
retryable (\`Retry-After\` says when) and nothing of such a request was kept.

${table(['code', 'HTTP', 'gRPC', 'retryable', 'meaning'], rows)}

This page is written by \`npm run docs\`.
`;
}

function settingsPage(): string {
  const rows = describeSettings().map((setting) => [
    `\`${setting.name}\``,
    setting.default === '' ? '' : `\`${setting.default}\``,
    setting.meaning,
  ]);
  return `# Settings of the hub

From the environment; an empty variable counts as not set. A bad value stops the start, and the message names the
variable, what was expected and what came.

${table(['variable', 'default', 'meaning'], rows)}

This page is written by \`npm run docs\`.
`;
}
