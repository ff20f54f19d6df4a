import { runbookUrl } from '../../alerts/rules/links.ts';
import type { Context } from './context.ts';
import type { Link, PanelText } from './panel.ts';
import { sources } from './question.ts';

/** A link as panels and fields have it. */
export interface GrafanaLink {
  readonly title: string;
  readonly url: string;
  readonly targetBlank: boolean;
}

/**
 * Where a click leads. To a dashboard the time goes along, what the link chooses, and every other variable that both
 * dashboards have.
 */
export function grafanaLink({ title, to }: Link, { pages, variables, uid }: Context): GrafanaLink {
  if ('hub' in to) return { title, url: `${pages.hub}${percentEncoded(to.hub)}`, targetBlank: true };
  if ('trace' in to) return { title, url: exploreTrace(to.trace), targetBlank: false };
  const theirs = variables.get(to.dashboard);
  if (theirs === undefined)
    throw new Error(
      `the link ${JSON.stringify(title)}: expected one of the dashboards ${[...variables.keys()].join(', ')}; got ${to.dashboard}`,
    );
  const has = (name: string) => theirs.some((one) => one.name === name);
  const stranger = Object.keys(to.choose).find((name) => !has(name));
  if (stranger !== undefined)
    throw new Error(
      `the link ${JSON.stringify(title)}: expected a variable of ${to.dashboard} (${theirs.map(({ name }) => name).join(', ')}); got ${stranger}`,
    );
  const kept = (variables.get(uid) ?? [])
    .map(({ name }) => name)
    .filter((name) => has(name) && !(name in to.choose));
  const query = [
    '${__url_time_range}',
    ...kept.map((name) => `\${${name}:queryparam}`),
    ...Object.entries(to.choose).map(([name, value]) => `var-${name}=${percentEncoded(value)}`),
  ];
  return { title, url: `/d/${to.dashboard}?${query.join('&')}`, targetBlank: false };
}

/** The runbooks of the alerts that watch what a panel shows. */
export function runbookLinks(watching: PanelText['alerts'], { pages, alerts }: Context): GrafanaLink[] {
  return (watching ?? []).map((alert) => {
    if (!alerts.has(alert))
      throw new Error(`expected an alert that is there (docs/alert-catalogue.md); got ${alert}`);
    return { title: `Runbook: ${alert}`, url: runbookUrl(pages, alert), targetBlank: true };
  });
}

/** Names may have `&` and blanks in them: Grafana encodes a variable that asks for it. */
function percentEncoded(text: string): string {
  return text.replaceAll(/\$\{([^:{}]+)\}/g, '${$1:percentencode}');
}

/** Stand for what Grafana puts in; no encoding changes them. */
const [TRACE, FROM, TO] = ['TRACE', 'FROM', 'TO'] as const;

/** A trace in Explore, in the form that Grafana's address bar has. */
function exploreTrace(id: string): string {
  const panes = {
    trace: {
      datasource: sources.jaeger.uid,
      queries: [{ refId: 'A', datasource: sources.jaeger, query: TRACE }],
      range: { from: FROM, to: TO },
    },
  };
  // What Grafana is to find stays as it is.
  const encoded = encodeURIComponent(JSON.stringify(panes))
    .replace(TRACE, () => id)
    .replace(FROM, () => '${__from}')
    .replace(TO, () => '${__to}');
  return `/explore?schemaVersion=1&orgId=1&panes=${encoded}`;
}
