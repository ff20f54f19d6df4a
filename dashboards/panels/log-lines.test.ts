import { parser } from '@grafana/lezer-logql';
import { expect, test } from 'vitest';
import { caseSettings } from '../../alerts/testing/settings.ts';
import { dashboardParts } from '../dashboards.ts';
import { panelsOf } from '../parts/layout.ts';

const questions = dashboardParts(caseSettings).flatMap(({ parts }) =>
  panelsOf(parts.rows).flatMap((panel) =>
    panel.questions.flatMap((question) =>
      question.store === 'loki' ? [{ panel: `${parts.uid}: ${panel.title}`, text: question.text }] : [],
    ),
  ),
);

/** Where Loki's grammar stumbles; times that Grafana puts in are put in. */
function faultsOf(text: string): string[] {
  const written = text.replaceAll(/\$__(?:auto|range|interval)/g, '5m');
  const faults: string[] = [];
  parser.parse(written).iterate({
    enter: ({ type, from }) => {
      if (type.isError) faults.push(written.slice(from, from + 30));
    },
  });
  return faults;
}

test.each(questions)('$panel asks Loki in its own grammar', ({ text }) => {
  expect(faultsOf(text)).toEqual([]);
});

test('A question that is no LogQL is told', () => {
  expect(faultsOf('{service_name=~".+"} | level=')).not.toEqual([]);
});

test('The four questions of users about logs have a panel each', () => {
  expect(questions.map(({ panel }) => panel)).toEqual(
    expect.arrayContaining([
      'logs: What went wrong?',
      'logs: What happened to one user?',
      'logs: What was slow?',
      'logs: Which agents log errors?',
    ]),
  );
});
