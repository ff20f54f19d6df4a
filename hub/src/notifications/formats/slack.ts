import {
  lineOf,
  linksOf,
  type Message,
  MOST_SHOWN,
  oneLine,
  type Pages,
  restOf,
  titleOf,
  worstOf,
} from '../message.ts';

/** Slack's limits of Block Kit ("Reference: blocks"): a header, a section, a URL, and blocks of a message. */
const slackLimits = { header: 150, section: 3000, text: 3000, url: 3000, blocks: 50 } as const;

const colours: Readonly<Record<string, string>> = {
  critical: '#d13438',
  warning: '#d29922',
  info: '#3b82f6',
};

/**
 * A message for Slack's incoming webhooks. What agents and users said stands in plain text, in which nothing is a
 * mention or markup; the fallback for notifications, which is read as markup, has the three characters escaped that
 * Slack's documentation names.
 */
export function slackBody(message: Message, pages: Pages): unknown {
  const title = titleOf(message, slackLimits.header);
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  const blocks = message.alerts.slice(0, MOST_SHOWN).flatMap((alert) => {
    const links = linksOf(alert, pages);
    return [
      { type: 'section', text: plain(lineOf(alert, slackLimits.section)) },
      ...(links.length === 0
        ? []
        : [
            {
              type: 'context',
              elements: [
                {
                  type: 'mrkdwn',
                  text: links.map(({ text, url }) => `<${slackText(url)}|${text}>`).join(' · '),
                },
              ],
            },
          ]),
    ];
  });
  const rest = restOf(message);
  return {
    text: slackText(oneLine(title, slackLimits.text)),
    attachments: [
      {
        color: message.alerts.every(({ status }) => status === 'resolved')
          ? '#2da44e'
          : colours[worstOf(message.alerts)],
        fallback: slackText(title),
        blocks: [
          { type: 'header', text: plain(title) },
          ...blocks,
          ...(rest === '' ? [] : [{ type: 'section', text: plain(rest) }]),
        ],
      },
    ],
    unfurl_links: false,
    unfurl_media: false,
  };
}

function slackText(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}
