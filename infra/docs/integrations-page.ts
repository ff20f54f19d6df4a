import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  type MatrixGroup,
  type MatrixRow,
  matrixGroups,
} from '../../test/integrations/support/matrix-row.ts';

const folder = fileURLToPath(new URL('../../test/integrations', import.meta.url));

const chapters: Readonly<Record<MatrixGroup, { readonly title: string; readonly about: string }>> = {
  wrapper: {
    title: 'What agents are built with',
    about:
      'One line each: a wrapper around the client, a callback handler, a trace processor. How: [OpenAI and Anthropic](model-clients.md), [Google GenAI](google-genai.md), [the AI SDK and Next.js](ai-sdk.md), [LangChain and LangGraph](langchain.md), [the OpenAI Agents SDK](openai-agents.md), [MCP](mcp.md).',
  },
  register: {
    title: 'Libraries that `register` sees',
    about:
      'Without a line of code in the service. How, and what it cannot reach: [libraries.md](libraries.md).',
  },
  'spans of others': {
    title: 'Spans that others make',
    about:
      'Sent to the hub as they are, they become the same executions, steps, tokens and cost. How they are read: [data-model.md](data-model.md); Python: [python.md](python.md).',
  },
  beside: {
    title: 'Beside another provider',
    about:
      'Where the application has OpenTelemetry of its own, the shim registers none and works through it. How: [beside-others.md](beside-others.md).',
  },
};
const order: readonly MatrixGroup[] = ['wrapper', 'register', 'spans of others', 'beside'];

/** The page of what is seen of which package in which version; its rows are written by the tests that prove them. */
export function integrationsPage(): string {
  const rows = readRows();
  return `# What is seen, of which package

Made from the tests in [test/integrations](../test/integrations): a word stands in a row when the tests of that name passed
with the real package in that version, newest and previous major, against local servers; model providers are replayed by a
server on loopback, from answers written after their documentation. \`npm run test:real\` runs them all.

Services in containers, on Kubernetes and serverless: [run-your-service.md](run-your-service.md). Programs to run:
[examples](../examples/README.md).
${order.map((group) => chapterOf(group, rows)).join('')}`;
}

function chapterOf(group: MatrixGroup, rows: readonly MatrixRow[]): string {
  const { title, about } = chapters[group];
  const lines = rows
    .filter((row) => row.group === group)
    .map(({ package: name, version, seen, note, test }) => {
      const words = seen.join(', ') + (note === undefined ? '' : `. ${note}`);
      return `| \`${name}\` | ${version} | ${words} | [${test.replace('.test.ts', '')}](../test/integrations/${test}) |\n`;
    });
  return `\n## ${title}\n${about}\n\n| package | version | seen | test |\n|---|---|---|---|\n${lines.join('')}`;
}

/** Rows by package, the newest version first. */
function readRows(): MatrixRow[] {
  const byNewest = new Intl.Collator('en', { numeric: true });
  return globSync('matrix/*.json', { cwd: folder })
    .map((file) => JSON.parse(readFileSync(`${folder}/${file}`, 'utf8')) as MatrixRow)
    .filter(({ group }) => matrixGroups.includes(group))
    .sort((a, b) => byNewest.compare(a.package, b.package) || byNewest.compare(b.version, a.version));
}
