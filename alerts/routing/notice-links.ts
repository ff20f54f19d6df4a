import { ENVIRONMENT } from '../promql/environment.ts';
import type { Pages } from '../rules/links.ts';

/** The pages that notices lead to; a stack of processes has no Grafana. */
export type NoticePages = Omit<Pages, 'grafana'> & { readonly grafana: string | null };

/** A link of a notice: the first of its cases that holds says where it leads; without one there is no link. */
export interface NoticeLink {
  readonly text: string;
  readonly cases: readonly {
    /** Go template expression of an alert that must not be empty. */
    readonly when: string;
    /** Go template expression of the address; every label in it is escaped. */
    readonly url: string;
  }[];
}

/** Text as a string of Go. */
const go = JSON.stringify;
/** How much before and after its start an alert's logs and traces are shown. */
const AROUND_NS = 3_600_000_000_000;
const from = `(.StartsAt.Add -${AROUND_NS})`;
const to = `(.StartsAt.Add ${AROUND_NS})`;

/** Where a notice leads, by the annotations and labels of an alert. */
export function noticeLinks({ grafana, hub, jaeger }: NoticePages): NoticeLink[] {
  return [
    { text: 'Runbook', cases: [annotation('runbook_url')] },
    ...(grafana === null ? [] : [{ text: 'Dashboard', cases: [annotation('dashboard_url')] }]),
    {
      text: 'Executions',
      // Else the page hides those that another execution started.
      cases: [
        address('agent', `${hub}/executions?nested=1&name=%s`),
        address('workflow', `${hub}/executions?nested=1&kind=workflow&name=%s`),
      ],
    },
    ...(grafana === null
      ? []
      : [
          {
            text: 'Logs',
            cases: [
              logs(grafana, 'service_name', '{service_name=%[1]q%[2]s}'),
              logs(grafana, 'agent', '{service_name=~".+"%[2]s} | gen_ai_agent_name=%[1]q'),
              logs(grafana, 'workflow', '{service_name=~".+"%[2]s} | gen_ai_workflow_name=%[1]q'),
            ],
          },
        ]),
    {
      text: 'Traces',
      // Jaeger finds nothing without a service.
      cases: [
        address(
          'service_name',
          `${jaeger}/search?service=%s&lookback=custom&start=%d&end=%d`,
          `${from}.UnixMicro`,
          `${to}.UnixMicro`,
        ),
      ],
    },
  ];
}

/**
 * Of the environment that the alert names, and of senders that name none: standard output says no more than its container.
 * Whatever means something in a regular expression or a query stands for any one character.
 */
const ofEnvironment = `(and .Labels.${ENVIRONMENT} (printf ${go(`, ${ENVIRONMENT}=~"%s|"`)} (reReplaceAll ${go('\\W')} "." .Labels.${ENVIRONMENT})))`;

function logs(grafana: string, label: string, query: string) {
  const panes = JSON.stringify({
    logs: {
      datasource: 'loki',
      queries: [{ refId: 'A', datasource: { type: 'loki', uid: 'loki' }, expr: 0 }],
      range: { from: '%d', to: '%d' },
    },
  }).replace('"expr":0', '"expr":%s');
  const filled = `printf ${go(panes)} (toJson (printf ${go(query)} .Labels.${label} ${ofEnvironment})) ${from}.UnixMilli ${to}.UnixMilli`;
  return {
    when: `.Labels.${label}`,
    url: `(printf ${go(`${grafana}/explore?schemaVersion=1&orgId=1&panes=%s`)} (urlquery (${filled})))`,
  };
}

function annotation(name: string) {
  return { when: `.Annotations.${name}`, url: `.Annotations.${name}` };
}

function address(label: string, format: string, ...more: readonly string[]) {
  const values = [`(urlquery .Labels.${label})`, ...more].join(' ');
  return { when: `.Labels.${label}`, url: `(printf ${go(format)} ${values})` };
}

/** The links as Go template text: each as `show` renders its address, which is an expression, and its text. */
export function renderLinks(
  links: readonly NoticeLink[],
  show: (url: string, text: string) => string,
): string {
  return links
    .map(
      ({ text, cases }) =>
        `${cases
          .map(({ when, url }, index) => `{{ ${index === 0 ? 'if' : 'else if'} ${when} }}${show(url, text)}`)
          .join('')}{{ end }}`,
    )
    .join('');
}
