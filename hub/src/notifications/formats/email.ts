import { escapeHtml } from '../../runbooks/escape-html.ts';
import {
  lineOf,
  linksOf,
  type Message,
  MOST_SHOWN,
  oneLine,
  type Pages,
  restOf,
  titleOf,
} from '../message.ts';

export interface MailText {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
}

const LINE = 2000;

/** A message as a mail: text, and the same as HTML with everything escaped. */
export function mailOf(message: Message, pages: Pages): MailText {
  const title = titleOf(message, 200);
  const shownAlerts = message.alerts
    .slice(0, MOST_SHOWN)
    .map((alert) => ({ line: lineOf(alert, LINE), links: linksOf(alert, pages) }));
  const rest = restOf(message);
  const text = shownAlerts.map(({ line, links }) =>
    [line, ...links.map((link) => `  ${link.text}: ${link.url}`)].join('\n'),
  );
  const items = shownAlerts.map(
    ({ line, links }) =>
      `<li style="margin:0 0 12px">${escapeHtml(line)}<br>${links
        .map(
          (link) =>
            `<a href="${escapeHtml(link.url)}" style="margin-right:12px">${escapeHtml(link.text)}</a>`,
        )
        .join('')}</li>`,
  );
  return {
    subject: oneLine(title, 200),
    text: [title, '', ...text, ...(rest === '' ? [] : [rest])].join('\n'),
    html: [
      '<!doctype html><html><body style="font:15px/1.45 system-ui,sans-serif;color:#1c2024;max-width:640px;margin:24px auto;padding:0 16px">',
      `<h1 style="font-size:18px;margin:0 0 12px">${escapeHtml(title)}</h1>`,
      `<ul style="padding-left:18px">${items.join('')}</ul>`,
      rest === '' ? '' : `<p>${escapeHtml(rest)}</p>`,
      '</body></html>',
    ].join('\n'),
  };
}
