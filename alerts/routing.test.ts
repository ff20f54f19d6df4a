import { expect, test } from 'vitest';
import { stackSettings } from '../test/support/stack-settings.ts';
import { alertmanagerConfig } from './routing.ts';

type Receivers = Parameters<typeof alertmanagerConfig>[0];
const config = (some: Partial<Receivers> = {}) =>
  alertmanagerConfig({ ...stackSettings().alerts.receivers, ...some }, (secret) => `/secrets/${secret}`);
const receiver = (name: string, some: Partial<Receivers>) =>
  config(some).receivers.find((one) => one.name === name);

test('PagerDuty hears of critical alerts only', () => {
  const some = { pagerduty: { keyFile: 'key' }, slack: { urlFile: 'url' } };
  expect(receiver('critical', some)).toMatchObject({
    slack_configs: [{ api_url_file: '/secrets/alert-slack-url' }],
    pagerduty_configs: [{ routing_key_file: '/secrets/alert-pagerduty-key' }],
  });
  expect(receiver('everyone', some)).toEqual({
    name: 'everyone',
    slack_configs: [{ api_url_file: '/secrets/alert-slack-url', send_resolved: true }],
  });
});

test('Every secret is read from a file', () => {
  const all = JSON.stringify(
    config({
      slack: { urlFile: 'a' },
      discord: { urlFile: 'b' },
      pagerduty: { keyFile: 'c' },
      email: { to: 'a@b.test', from: 'c@d.test', server: 'smtp.test:587', user: 'me', passwordFile: 'd' },
      webhook: { urlFile: 'e' },
    }),
  );
  for (const secret of [
    'alert-slack-url',
    'alert-discord-url',
    'alert-pagerduty-key',
    'alert-email-password',
    'alert-webhook-url',
  ]) {
    expect(all).toMatch(new RegExp(`_file":"/secrets/${secret}"`));
  }
});

test('Nobody is told of the watchdog', () => {
  expect(config().route.routes[0]).toEqual({
    receiver: 'nobody',
    matchers: ['alertname=~"Watchdog|InfoInhibitor"'],
  });
  expect(receiver('nobody', {})).toEqual({ name: 'nobody' });
});

test('A warning is silent while the same alert is critical', () => {
  expect(config().inhibit_rules).toEqual([
    {
      source_matchers: ['severity="critical"'],
      target_matchers: ['severity=~"warning|info"'],
      equal: ['alertname', 'job', 'instance'],
    },
  ]);
});
