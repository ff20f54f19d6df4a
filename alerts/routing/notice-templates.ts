import { ENVIRONMENT } from '../promql/environment.ts';
import { type NoticePages, noticeLinks, renderLinks } from './notice-links.ts';

/** Alerts of one notice that are described; more are counted. */
const MOST = 10;
/** Discord cuts a text at 4096 characters, and four with their links come close to it. */
const MOST_ON_DISCORD = 4;
const go = JSON.stringify;

/** What an alert says of itself; rules of others may have no description. */
const said = '(or .Annotations.description .Annotations.summary .Labels.alertname)';
const lasted = '{{ humanizeDuration (.EndsAt.Sub .StartsAt) }}';

/** What has a meaning in Slack's text, mentions above all. */
const slackText = '| reReplaceAll "&" "&amp;" | reReplaceAll "<" "&lt;" | reReplaceAll ">" "&gt;"';
/** What has a meaning in Discord's. */
const discordText = `| reReplaceAll ${go('([\\\\*_~|`>\\[\\]()#@])')} ${go('\\$1')}`;

/** A title has one text for all of them, so that what may have a meaning in any is left out. */
const titleText = `| reReplaceAll ${go('[^\\pL\\pN .:/-]')} ""`;

/** How one service writes an alert. */
interface Style {
  readonly text: (expression: string) => string;
  readonly link: (url: string, text: string) => string;
  /** What stands between an alert and its links. */
  readonly arrow?: string;
  readonly most?: number;
}

/**
 * Templates of Alertmanager for everything that people read: `observatory.title`, `.color`, `.slack`, `.discord`,
 * `.text`, and `.html`. Every label that comes into them is escaped for where it stands.
 */
export function noticeTemplates(pages: NoticePages): string {
  const links = noticeLinks(pages);
  const lines = ({ text, link, arrow = '\n  →', most = MOST }: Style): string => {
    const shown = (list: string, each: string) =>
      `{{ range $index, $alert := ${list} }}{{ if lt $index ${most} }}${each}\n{{ end }}{{ end }}`;
    const rest = (list: string, state: string) =>
      `{{ if gt (len ${list}) ${most} }}${most} of {{ len ${list} }} ${state} are shown.\n{{ end }}`;
    return [
      shown('.Alerts.Firing', `• ${text(said)}${arrow}${renderLinks(links, link)}`),
      rest('.Alerts.Firing', 'firing'),
      shown('.Alerts.Resolved', `✓ ${text(said)} Resolved after ${lasted}.`),
      rest('.Alerts.Resolved', 'resolved'),
    ].join('');
  };
  return [
    define(
      'title',
      '[{{ if eq .Status "firing" }}FIRING {{ len .Alerts.Firing }}{{ else }}RESOLVED {{ len .Alerts.Resolved }}{{ end }}' +
        `{{ with .CommonLabels.severity }}, {{ . }}{{ end }}] {{ .CommonLabels.alertname }}{{ with .CommonLabels.${ENVIRONMENT} }} in {{ . ${titleText} }}{{ end }}` +
        '{{ with .CommonAnnotations.summary }}: {{ . }}{{ end }}',
    ),
    define(
      'color',
      '{{ if eq .Status "resolved" }}good{{ else if eq .CommonLabels.severity "critical" }}danger{{ else }}warning{{ end }}',
    ),
    define(
      'slack',
      lines({
        text: (expression) => `{{ ${expression} ${slackText} }}`,
        link: (url, text) => ` <{{ ${url} ${slackText} }}|${text}>`,
      }),
    ),
    define(
      'discord',
      lines({
        text: (expression) => `{{ ${expression} ${discordText} }}`,
        link: (url, text) => ` [${text}]({{ ${url} }})`,
        most: MOST_ON_DISCORD,
      }),
    ),
    define(
      'text',
      lines({
        text: (expression) => `{{ ${expression} }}`,
        link: (url, text) => `\n  ${text}: {{ ${url} }}`,
        arrow: '',
      }),
    ),
    define('html', html(links)),
  ].join('\n');
}

/** Addresses of a notice's first alert, for services that have one place for links. */
export function firstAlertLinks(pages: NoticePages) {
  return noticeLinks(pages).map((link) => ({
    href: `{{ with index .Alerts 0 }}${renderLinks([link], (url) => `{{ ${url} }}`)}{{ end }}`,
    text: link.text,
  }));
}

function html(links: ReturnType<typeof noticeLinks>): string {
  const item = (content: string) => `<li style="margin:0 0 12px">${content}</li>`;
  const list = (alerts: string, each: string) =>
    `{{ if ${alerts} }}<ul style="padding-left:18px">{{ range $index, $alert := ${alerts} }}{{ if lt $index ${MOST} }}${item(each)}{{ end }}{{ end }}</ul>` +
    `{{ if gt (len ${alerts}) ${MOST} }}<p>${MOST} of {{ len ${alerts} }} are shown.</p>{{ end }}{{ end }}`;
  return [
    '<!doctype html><html><body style="font:15px/1.45 system-ui,sans-serif;color:#1c2024;max-width:640px;margin:24px auto;padding:0 16px">',
    '<h1 style="font-size:18px;margin:0 0 12px">{{ template "observatory.title" . }}</h1>',
    list(
      '.Alerts.Firing',
      `{{ ${said} }}<br>${renderLinks(links, (url, text) => `<a href="{{ ${url} }}" style="margin-right:12px">${text}</a>`)}`,
    ),
    '{{ if .Alerts.Resolved }}<h2 style="font-size:15px;margin:16px 0 8px">Resolved</h2>{{ end }}',
    list('.Alerts.Resolved', `{{ ${said} }} Resolved after ${lasted}.`),
    '</body></html>',
  ].join('\n');
}

function define(name: string, content: string): string {
  return `{{ define "observatory.${name}" }}${content}{{ end }}\n`;
}
