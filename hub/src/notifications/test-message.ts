import type { Message } from './message.ts';

/** What the button sends: an alert of the least severity that says what it is. */
export function testMessage(project: string, id: string): Message {
  return {
    id,
    kind: 'test',
    alerts: [
      {
        id: `test-${id}`,
        project,
        source: 'hub',
        name: 'observatory_test',
        severity: 'info',
        status: 'firing',
        labels: {},
        annotations: { summary: 'This is a test: the channel works.' },
        starts_at: new Date().toISOString(),
        ends_at: null,
        condition: null,
        rule: null,
        event: null,
      },
    ],
  };
}
