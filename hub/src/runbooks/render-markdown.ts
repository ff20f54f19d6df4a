import { Marked, type RendererObject } from 'marked';
import { escapeHtml } from './escape-html.ts';

const renderer: RendererObject = {
  // What looks like HTML is text: a runbook may speak of <name>, and nothing in it may run.
  html: ({ text }) => escapeHtml(text),
  // Whole by one click or a long press: there is no script that could copy it.
  code: ({ text, lang }) =>
    `<figure><figcaption>${escapeHtml(lang === undefined || lang === '' ? 'text' : lang)}</figcaption>` +
    `<pre><code>${escapeHtml(text)}</code></pre></figure>\n`,
  // Nothing is loaded from anywhere.
  image: ({ text }) => escapeHtml(text),
  link({ href, tokens }) {
    // A link within one would end it.
    const text = this.parser.parseInline(tokens).replace(/<\/?a\b[^>]*>/g, '');
    return /^(https?:\/\/|\/|#|\.\/|[A-Za-z0-9]+(\.md)?$)/.test(href)
      ? `<a href="${escapeHtml(href)}" rel="noreferrer">${text}</a>`
      : text;
  },
};

/** Markdown (GitHub's) as HTML without scripts, images or foreign tags; an alert that has a page leads there. */
export function renderMarkdown(text: string, hasPage: (alert: string) => boolean): string {
  const marked = new Marked({
    renderer: { ...renderer, codespan: ({ text: code }) => codeOf(code, hasPage(code)) },
  });
  return marked.parse(text, { async: false });
}

function codeOf(code: string, isAlert: boolean): string {
  const shown = `<code>${escapeHtml(code)}</code>`;
  return isAlert ? `<a href="/runbooks/${code}">${shown}</a>` : shown;
}
