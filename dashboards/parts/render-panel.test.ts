import { expect, test } from 'vitest';
import { rows } from './panel.ts';
import { askRows } from './question.ts';
import { renderPanel } from './render-panel.ts';

test('A cell without a value has a dash or its own word, and not what the panel says while there are no rows', () => {
  const panel = rows(
    { title: 'What costs what?', description: 'All.', unit: 'short', empty: 'Nobody called anything.' },
    askRows('SELECT 1'),
    { columns: { Cost: { empty: 'unpriced' } } },
  );
  const { fieldConfig } = renderPanel(
    panel,
    { id: 1, gridPos: { x: 0, y: 0, w: 24, h: 8 } },
    {
      pages: { grafana: '', hub: '', jaeger: '' },
      variables: new Map(),
      uid: 'own',
      folder: 'agents',
      file: 'own.ts',
      alerts: new Set(),
    },
  );
  expect(fieldConfig?.defaults.noValue).toBe('Nobody called anything.');
  expect(fieldConfig?.overrides).toEqual([
    { matcher: { id: 'byRegexp', options: '/.*/' }, properties: [{ id: 'noValue', value: '–' }] },
    { matcher: { id: 'byName', options: 'Cost' }, properties: [{ id: 'noValue', value: 'unpriced' }] },
  ]);
});
