import { createHash } from 'node:crypto';
import { escapeHtml } from './escape-html.ts';
import { renderMarkdown } from './render-markdown.ts';
import { runbookStyle } from './runbook-style.ts';
import type { Runbook, Runbooks } from './runbooks.ts';

/** The pages of the runbooks: plain HTML, read at night on whatever is at hand. Nothing in them runs or loads. */

const styleHash = createHash('sha256').update(runbookStyle).digest('base64');

/** What the pages may do: show themselves, with their own style. */
export const runbookPolicy = `default-src 'none'; style-src 'sha256-${styleHash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

const titles: Readonly<Record<string, { title: string; meaning: string }>> = {
  critical: { title: 'Critical', meaning: 'Somebody is woken: act now.' },
  warning: { title: 'Warning', meaning: 'For the next working hour.' },
  info: { title: 'Info', meaning: 'Explains others; nobody is told of it alone.' },
  none: { title: 'Signals', meaning: 'For machines: they fire in a healthy system.' },
};
const unknown = { title: 'Others', meaning: 'Of no alert that this version has.' };

export function indexPage(runbooks: Runbooks): string {
  const sections = runbooks.bySeverity().map(({ severity, runbooks: pages }) => {
    const { title, meaning } = titles[severity ?? ''] ?? unknown;
    return `<h2>${title}</h2>\n<p class="meaning">${meaning}</p>\n${listOf(pages)}`;
  });
  const none = '<p>This hub has no runbooks.</p>';
  return page('Runbooks', `<h1>Runbooks</h1>\n${sections.length === 0 ? none : sections.join('\n')}`);
}

export function runbookPage({ name, severity, summary, text }: Runbook, runbooks: Runbooks): string {
  const content = renderMarkdown(text, (other) => other !== name && runbooks.find(other) !== undefined);
  const badge =
    severity === null ? '' : `<span class="severity ${escapeHtml(severity)}">${escapeHtml(severity)}</span> `;
  return page(
    name,
    `<p class="summary">${badge}${escapeHtml(summary)}</p>\n${content}`,
    `<a href="/runbooks/${name}.md">as text</a>`,
  );
}

/** The answer to a name that no runbook has: those that it may be meant for. */
export function unknownPage(name: string, nearest: readonly Runbook[]): string {
  const likely = nearest.length === 0 ? '' : `<p>The nearest names:</p>\n${listOf(nearest)}`;
  return page(
    'No such runbook',
    `<h1>No such runbook</h1>\n<p>There is none for <code>${escapeHtml(name.slice(0, 100))}</code>.</p>\n${likely}`,
  );
}

function listOf(runbooks: readonly Runbook[]): string {
  const entries = runbooks.map(
    ({ name, summary }) =>
      `<li><a href="/runbooks/${name}">${name}</a> <span>${escapeHtml(summary)}</span></li>`,
  );
  return `<ul class="runbooks">\n${entries.join('\n')}\n</ul>`;
}

function page(title: string, content: string, further = ''): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${escapeHtml(title)} · Observatory</title>
<style>${runbookStyle}</style>
</head>
<body>
<header><nav><a href="/runbooks">Runbooks</a> <a href="/">Observatory</a> ${further}</nav></header>
<main>
${content}
</main>
</body>
</html>
`;
}
