import { Marked } from 'marked';
import { escapeHtml } from './escape-html.ts';

const marked = new Marked({
  renderer: {
    // What looks like HTML is text: a runbook may speak of <name>, and nothing in it may run.
    html: ({ text }) => escapeHtml(text),
    // Whole by one click or a long press: there is no script that could copy it.
    code: ({ text, lang }) =>
      `<figure><figcaption>${escapeHtml(lang === undefined || lang === '' ? 'text' : lang)}</figcaption>` +
      `<pre><code>${escapeHtml(text)}</code></pre></figure>\n`,
    // Nothing is loaded from anywhere.
    image: ({ text }) => escapeHtml(text),
    link({ href, tokens }) {
      const text = this.parser.parseInline(tokens);
      return /^(https?:\/\/|\/|#|\.\/|[A-Za-z0-9]+(\.md)?$)/.test(href)
        ? `<a href="${escapeHtml(href)}" rel="noreferrer">${text}</a>`
        : text;
    },
  },
});

/** Markdown (GitHub's) as HTML without scripts, images or foreign tags. */
export function renderMarkdown(text: string): string {
  return marked.parse(text, { async: false });
}
