import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { caseSettings } from '../alerts/testing/settings.ts';
import { dashboardPaths, dashboards } from './dashboards.ts';

const folder = mkdtempSync(join(tmpdir(), 'observatory-own-'));
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string) => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};
const withOwn = (...files: string[]) => ({
  ...caseSettings,
  grafana: { ...caseSettings.grafana, dashboards: files },
});
const parts = resolve(import.meta.dirname, 'parts');
const checkout = `
import { ask } from '${parts}/question.ts';
import { row } from '${parts}/layout.ts';
import { lines } from '${parts}/panel.ts';
export const dashboard = ({ metricsPrefix }) => ({
  uid: 'checkout',
  title: 'Checkout',
  description: 'How the checkout does.',
  rows: [row(8, lines(
    { title: 'How many tasks end?', description: 'A second.', unit: 'cps', empty: 'None.' },
    ask({ promql: 'rate(' + metricsPrefix + '_tasks_total{agent=~"$agent"}[5m])' }, '{{type}}'),
  ))],
});`;

test('A file made of the parts becomes a dashboard with its variables, the alerts that fire and how it is changed', () => {
  const settings = withOwn(file('team-checkout.ts', checkout));
  expect(dashboardPaths(settings).at(-1)).toBe('own/team-checkout.json');
  const own = dashboards(settings)['own/team-checkout.json'];
  expect(own).toMatchObject({ uid: 'checkout', title: 'Checkout', editable: false });
  expect(own?.panels?.map(({ title }) => title)).toEqual([
    'How many tasks end?',
    'Which alerts fire?',
    'How do I change this dashboard?',
  ]);
  expect(own?.templating?.list?.map(({ name }) => name)).toEqual(['agent']);
  expect(JSON.stringify(own?.panels?.[0])).toContain('rate(aet_tasks_total{agent=~\\"$agent\\"}[5m])');
});

test("A dashboard that Grafana exported is taken as it is, without the number of that Grafana's database", () => {
  const exported = {
    id: 17,
    uid: 'abc',
    title: 'Queues',
    panels: [{ id: 1, type: 'stat' }],
    schemaVersion: 42,
  };
  const own = dashboards(withOwn(file('queues.json', JSON.stringify(exported))))['own/queues.json'];
  expect(own).toEqual({ ...exported, id: null });
});

test.each([
  [
    'a file that is not there',
    join(folder, 'gone.json'),
    /gone\.json: expected a file that can be read; got ENOENT/,
  ],
  ['no JSON', file('broken.json', '{'), /broken\.json: expected JSON; got /],
  [
    'no dashboard',
    file('list.json', '{"a": 1}'),
    /list\.json: expected a dashboard with a uid, a title and panels.*; got a$/,
  ],
  [
    'a file without the export',
    file('empty.ts', 'export const board = 1;'),
    /empty\.ts: expected an export `dashboard`.*; got exports board$/,
  ],
  [
    'a file that fails',
    file('fails.ts', 'throw new Error("no such metric");'),
    /fails\.ts: expected a file that Node can run; got no such metric/,
  ],
  ['another kind of file', file('notes.txt', ''), /notes\.txt: expected a file such as team-checkout\.ts/],
  [
    'a uid that is taken',
    file('twice.json', '{"uid": "slos", "title": "Mine", "panels": []}'),
    /twice\.json: expected a uid that no other dashboard has; got slos, which dashboards\/overview\/slos\.ts has\. Change yours$/,
  ],
])('%s is refused with what was expected and what came', (_what, path, message) => {
  expect(() => dashboards(withOwn(path))).toThrow(message);
});

const withPanel = (panel: string) => checkout.replace("unit: 'cps',", `unit: 'cps', ${panel},`);

test.each([
  [
    'an alert that is not there',
    withPanel("alerts: ['AgentFails']"),
    /asks\.ts: expected an alert that is there \(docs\/alert-catalogue\.md\); got AgentFails$/,
  ],
  [
    'a link to a variable that is not there',
    withPanel("links: [{ title: 'More', to: { dashboard: 'agent-performance', choose: { agnet: 'a' } } }]"),
    /asks\.ts: the link "More": expected a variable of agent-performance \(.*agent.*\); got agnet$/,
  ],
  [
    'a variable that is not there',
    checkout.replaceAll('$agent', '$agnet'),
    /asks\.ts: expected variables that there are \(.*agent.*\); got \$agnet$/,
  ],
  [
    'a row that is not full',
    checkout.replace('row(8, lines(', 'row(8, { width: 9, panel: lines(').replace('))],', ')})],'),
    /asks\.ts: expected a row of 24 columns, got 9: How many tasks end\? \(9\)$/,
  ],
  [
    'a series that is not there',
    checkout.replace("title: 'Checkout',", 'title: undefined.record,'),
    /asks\.ts: expected series and metrics that are there; got .*undefined.* \(line \d+\)$/,
  ],
])('%s is refused with the file, what was expected and what came', (_what, text, message) => {
  const path = join(mkdtempSync(join(folder, 'own-')), 'asks.ts');
  writeFileSync(path, text);
  expect(() => dashboards(withOwn(path))).toThrow(message);
});

test('An export for sharing, whose data sources are placeholders, is refused', () => {
  const shared = { uid: 'queues', title: 'Queues', panels: [], __inputs: [{ name: 'DS_PROMETHEUS' }] };
  expect(() => dashboards(withOwn(file('shared.json', JSON.stringify(shared))))).toThrow(
    /shared\.json: expected an export for this Grafana.*placeholders/,
  );
});

test("A dashboard of one's own says which file to change", () => {
  const own = dashboards(withOwn(file('mine.ts', checkout)))['own/mine.json'];
  expect(JSON.stringify(own?.panels?.at(-1))).toContain('Change `mine.ts`');
});

test('Two files of one name are refused', () => {
  expect(() => dashboardPaths(withOwn('/a/board.ts', '/b/board.json'))).toThrow(
    /different names; got board twice/,
  );
});
