import { expect, test } from 'vitest';
import { dashboardUrl } from './links.ts';

const pages = { grafana: 'https://grafana.test', hub: 'https://hub.test', jaeger: 'https://jaeger.test' };

test('A dashboard’s address ends with its last variable, or without any', () => {
  expect(dashboardUrl(pages, 'agent-performance', ['agent', 'tool'])).toBe(
    'https://grafana.test/d/agent-performance' +
      '?{{ with $labels.agent }}&var-agent={{ . | urlquery }}{{ end }}' +
      '{{ with $labels.tool }}&var-tool={{ . | urlquery }}{{ end }}',
  );
  expect(dashboardUrl(pages, 'system-health', [])).toBe('https://grafana.test/d/system-health');
});
