import { lineOf, linksOf, type Message, type Pages, restOf, titleOf, worstOf } from '../message.ts';

/** Discord's limits of a message ("Create Message", "Embed limits"), in characters. */
const discordLimits = { title: 256, description: 4096, embeds: 6000 } as const;
/** So that what they say and their links fit. */
const MOST = 4;
const LINE = 300;

const colours: Readonly<Record<string, number>> = { critical: 0xd13438, warning: 0xd29922, info: 0x3b82f6 };

/** A message for Discord's webhooks: nothing in it mentions anybody, and what agents and users said is no markup. */
export function discordBody(message: Message, pages: Pages): unknown {
  const lines = message.alerts.slice(0, MOST).map((alert) => {
    const links = linksOf(alert, pages).map(({ text, url }) => `[${text}](${url})`);
    return `${discordText(lineOf(alert, LINE))}${links.length === 0 ? '' : `\n  → ${links.join(' ')}`}`;
  });
  const rest = restOf(message, MOST);
  // Whole lines, so that no link is cut; escapes make a line twice as long at most.
  const kept: string[] = [];
  let room: number = discordLimits.description - rest.length - 1;
  for (const line of lines) {
    if (line.length + 1 > room) break;
    room -= line.length + 1;
    kept.push(line);
  }
  return {
    allowed_mentions: { parse: [] },
    embeds: [
      {
        // Escapes count too.
        title: discordText(titleOf(message, discordLimits.title / 2)),
        description: [...kept, ...(rest === '' ? [] : [rest])].join('\n'),
        color: message.alerts.every(({ status }) => status === 'resolved')
          ? 0x2da44e
          : colours[worstOf(message.alerts)],
      },
    ],
  };
}

/** Markup, links and mentions are told as the characters that they are; a bare address is no link. */
function discordText(text: string): string {
  return text.replaceAll(/[\\*_~|`>[\]()#@<:-]/g, '\\$&');
}
