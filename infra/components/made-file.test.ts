import { expect, test } from 'vitest';
import { RuleError } from '../../alerts/rules/rule-error.ts';
import { stackSettings } from '../../test/support/stack-settings.ts';
import { containerStack } from '../stack/stack.ts';

test('Rules that are refused hinder only who reads them: what stops or watches a stack goes on', () => {
  const settings = stackSettings({ scrapeInterval: '10m' });
  const { components } = containerStack('compose', settings);
  const rules = components
    .find(({ name }) => name === 'prometheus')
    ?.files.find(({ path }) => path === 'rules/observatory.yml');
  expect(() => rules?.content).toThrow(RuleError);
});
