import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseExpression } from './promql/parse.ts';
import { metricKinds } from './rules/known-metrics.ts';
import { ruleFamilies } from './rules/rules.ts';
import { caseSettings } from './testing/settings.ts';

const folder = join(import.meta.dirname, 'runbooks');
const pages = readdirSync(folder)
  .filter((file) => file.endsWith('.md'))
  .map((file) => ({
    name: file.replace(/\.md$/, ''),
    text: readFileSync(join(folder, file), 'utf8'),
  }));
const known = new Set([
  ...metricKinds(caseSettings.metricsPrefix).keys(),
  ...ruleFamilies(caseSettings).flatMap(({ recordings }) => recordings.map(({ record }) => record)),
]);

/** The blocks of one language in a page. */
const blocks = (text: string, language: string) =>
  [...text.matchAll(new RegExp(`\`\`\`${language}\\n([\\s\\S]*?)\`\`\``, 'g'))].map(([, block = '']) =>
    block.trim(),
  );

test('Each runbook has its name and the four sections, in their order', () => {
  const wrong = pages.filter(({ name, text }) => {
    const headings = [...text.matchAll(/^#{1,2} .*$/gm)].map(([line]) => line);
    return headings.join('|') !== `# ${name}|## Meaning|## Impact|## Diagnosis|## Mitigation`;
  });
  expect(wrong.map(({ name }) => name)).toEqual([]);
});

test('Each runbook can be read at night: at most eighty lines', () => {
  expect(pages.filter(({ text }) => text.split('\n').length > 80).map(({ name }) => name)).toEqual([]);
});

test('Each diagnosis has something to run', () => {
  const without = pages.filter(({ text }) => {
    const diagnosis = /## Diagnosis\n([\s\S]*?)\n## /.exec(text)?.[1] ?? '';
    return !/```(promql|logql|sh|bash)\n/.test(diagnosis);
  });
  expect(without.map(({ name }) => name)).toEqual([]);
});

test('The queries of the runbooks are PromQL, of metrics that there are', () => {
  const faults = pages.flatMap(({ name, text }) =>
    blocks(text, 'promql').flatMap((query) => {
      try {
        return parseExpression(query)
          .metrics.filter((metric) => !known.has(metric))
          .map((metric) => `${name}: ${metric}`);
      } catch (error) {
        return [`${name}: ${String(error)}`];
      }
    }),
  );
  expect(faults).toEqual([]);
});
