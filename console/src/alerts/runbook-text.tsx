import { createElement, type ReactNode, useMemo } from 'react';

/** The elements that a runbook is made of; of any other only the text is shown. */
const known = new Set([
  'P',
  'H1',
  'H2',
  'H3',
  'H4',
  'UL',
  'OL',
  'LI',
  'CODE',
  'PRE',
  'STRONG',
  'EM',
  'TABLE',
  'THEAD',
  'TBODY',
  'TR',
  'TH',
  'TD',
  'BLOCKQUOTE',
  'FIGURE',
  'FIGCAPTION',
  'DL',
  'DT',
  'DD',
]);
const left = new Set(['SCRIPT', 'STYLE', 'NAV', 'HEADER', 'FOOTER', 'BUTTON']);

function rendered(node: Node, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE) return node.textContent;
  if (!(node instanceof Element) || left.has(node.tagName)) return null;
  const children = [...node.childNodes].map(rendered);
  const href = node.getAttribute('href');
  if (node.tagName === 'A' && href !== null && /^(https?:|\/)/.test(href)) {
    return createElement('a', { key, href, target: '_blank', rel: 'noreferrer' }, ...children);
  }
  // The page has its own first heading.
  const tag = node.tagName === 'H1' ? 'h3' : known.has(node.tagName) ? node.tagName.toLowerCase() : 'span';
  return createElement(tag, { key }, ...children);
}

/** The text of a runbook that the hub serves as a page of its own; made of elements anew, none is taken over. */
export function RunbookText({ html }: { html: string }) {
  const content = useMemo(() => {
    // The sheet of the hub's own page is not for this one, whose policy would complain of it.
    const bare = html.replaceAll(/<style[^>]*>[\s\S]*?<\/style>/g, '');
    const page = new DOMParser().parseFromString(bare, 'text/html');
    const body = page.querySelector('main, article') ?? page.body;
    return [...body.childNodes].map(rendered);
  }, [html]);
  return <div className="obs-runbook">{content}</div>;
}
