import { expect, test } from 'vitest';
import { noticeLinks } from './notice-links.ts';

const pages = { grafana: 'http://grafana.test', hub: 'http://hub.test', jaeger: 'http://jaeger.test' };

test('A notice leads to runbook, dashboard, executions, logs and traces', () => {
  expect(noticeLinks(pages).map(({ text }) => text)).toEqual([
    'Runbook',
    'Dashboard',
    'Executions',
    'Logs',
    'Traces',
  ]);
});

test('Without Grafana no link of a notice leads to it', () => {
  expect(noticeLinks({ ...pages, grafana: null }).map(({ text }) => text)).toEqual([
    'Runbook',
    'Executions',
    'Traces',
  ]);
});

test('Executions that another one started are behind the link as well', () => {
  const executions = noticeLinks(pages).find(({ text }) => text === 'Executions');
  expect(executions?.cases.map(({ url }) => url)).toEqual([
    '(printf "http://hub.test/executions?nested=1&name=%s" (urlquery .Labels.agent))',
    '(printf "http://hub.test/executions?nested=1&kind=workflow&name=%s" (urlquery .Labels.workflow))',
  ]);
});
