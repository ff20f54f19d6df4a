import type { VariableModel } from '@grafana/grafana-foundation-sdk/dashboard';
import { expect, test } from 'vitest';
import type { Context } from './context.ts';
import { grafanaLink, runbookLinks } from './links.ts';
import type { Link } from './panel.ts';

const named = (...names: readonly string[]) =>
  names.map((name) => ({ name, type: 'query' }) as VariableModel);
const context: Context = {
  pages: {
    grafana: 'http://localhost:3000',
    hub: 'http://localhost:3001',
    jaeger: 'http://localhost:16686',
  },
  variables: new Map([
    ['platform-overview', named('deployment_environment_name', 'agent', 'workflow')],
    ['agent-performance', named('deployment_environment_name', 'agent', 'model')],
  ]),
  uid: 'platform-overview',
  folder: 'overview',
  file: 'dashboards/overview/platform-overview.ts',
  alerts: new Set(['AgentFailing', 'AgentSlow']),
};
const urlOf = (to: Link['to']) => grafanaLink({ title: 'More', to }, context).url;

test('A link to a dashboard keeps the time and the variables that both have, and chooses what was clicked', () => {
  expect(urlOf({ dashboard: 'agent-performance', choose: { agent: '${__data.fields.agent}' } })).toBe(
    '/d/agent-performance?${__url_time_range}&${deployment_environment_name:queryparam}&var-agent=${__data.fields.agent:percentencode}',
  );
});

test.each([
  ['${__value.raw}', '${__value.raw:percentencode}'],
  ['${__field.labels.agent}', '${__field.labels.agent:percentencode}'],
  ['${__data.fields["Agent or tool"]}', '${__data.fields["Agent or tool"]:percentencode}'],
  ['${__data.fields.agent:csv}', '${__data.fields.agent:csv}'],
  ['clerk', 'clerk'],
])('A value %s with an ampersand in it is one value of the address', (value, written) => {
  expect(urlOf({ dashboard: 'agent-performance', choose: { agent: value } })).toMatch(
    new RegExp(`&var-agent=${RegExp.escape(written)}$`),
  );
});

test('A link opens beside the dashboard where it leads out of Grafana', () => {
  const link = grafanaLink({ title: 'Execution', to: { hub: '/executions/${__data.fields.id}' } }, context);
  expect(link).toEqual({
    title: 'Execution',
    url: 'http://localhost:3001/executions/${__data.fields.id:percentencode}',
    targetBlank: true,
  });
});

/** What Explore reads out of an address in which Grafana put an id and the time in. */
function panesOf(url: string, values: Readonly<Record<string, string>>) {
  const filled = Object.entries(values).reduce((text, [name, value]) => text.replace(name, value), url);
  const { pathname, searchParams } = new URL(filled, 'http://localhost:3000');
  return {
    pathname,
    schemaVersion: searchParams.get('schemaVersion'),
    panes: JSON.parse(searchParams.get('panes') ?? ''),
  };
}

test.each(['${__value.raw}', '${__data.fields["Trace id"]}'])(
  'A trace %s opens in Explore, in the time that was looked at',
  (id) => {
    const url = urlOf({ trace: id });
    const values = {
      [id]: '0af7651916cd43dd8448eb211c80319c',
      '${__from}': '1700000000000',
      '${__to}': '1700003600000',
    };
    expect(panesOf(url, values)).toEqual({
      pathname: '/explore',
      schemaVersion: '1',
      panes: {
        trace: {
          datasource: 'jaeger',
          queries: [
            {
              refId: 'A',
              datasource: { type: 'jaeger', uid: 'jaeger' },
              query: '0af7651916cd43dd8448eb211c80319c',
            },
          ],
          range: { from: '1700000000000', to: '1700003600000' },
        },
      },
    });
  },
);

test('A link to a dashboard that is not there, or that chooses what it has not, is refused', () => {
  expect(() => urlOf({ dashboard: 'logs', choose: {} })).toThrow(
    'the link "More": expected one of the dashboards platform-overview, agent-performance; got logs',
  );
  expect(() => urlOf({ dashboard: 'agent-performance', choose: { workflow: 'x' } })).toThrow(
    'the link "More": expected a variable of agent-performance (deployment_environment_name, agent, model); got workflow',
  );
});

test('The runbook of an alert is a page of the hub', () => {
  expect(runbookLinks(['AgentFailing'], context)).toEqual([
    {
      title: 'Runbook: AgentFailing',
      url: 'http://localhost:3001/runbooks/AgentFailing',
      targetBlank: true,
    },
  ]);
});
