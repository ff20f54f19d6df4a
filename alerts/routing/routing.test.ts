import { expect, test } from 'vitest';
import type { PartialSettings } from '../../infra/settings/schema.ts';
import { stackSettings } from '../../test/support/stack-settings.ts';
import { alertmanagerConfig } from './routing.ts';

const config = (alerts: PartialSettings['alerts'] = {}) =>
  alertmanagerConfig(stackSettings({ alerts }), {
    secret: (name) => `/secrets/${name}`,
    templates: '/etc/observatory.tmpl',
    hub: 'http://hub:3001',
    pages: { grafana: 'http://grafana.test', hub: 'http://hub.test', jaeger: 'http://jaeger.test' },
  });
const receiver = (name: string, alerts: PartialSettings['alerts'] = {}) =>
  config(alerts).receivers.find((one) => one.name === name);

const all: PartialSettings['alerts'] = {
  receivers: {
    slack: { urlFile: 'a', channel: '#night' },
    discord: { urlFile: 'b' },
    pagerduty: { keyFile: 'c' },
    email: { to: 'a@b.test', from: 'c@d.test', server: 'smtp.test:587', user: 'me', passwordFile: 'd' },
    webhook: { urlFile: 'e' },
    deadMansSwitch: { urlFile: 'f' },
  },
};

test('Nobody but the hub is told where no receiver is set', () => {
  expect(config().receivers).toEqual([
    { name: 'nobody' },
    {
      name: 'hub',
      webhook_configs: [
        {
          url: 'http://hub:3001/api/v1/alerts/alertmanager',
          max_alerts: 2000,
          http_config: { authorization: { credentials_file: '/secrets/hub-ingest-key' } },
          send_resolved: true,
        },
      ],
    },
    { name: 'everyone' },
    { name: 'critical' },
  ]);
});

test('PagerDuty hears of critical alerts only, all others of both', () => {
  expect(Object.keys(receiver('everyone', all) ?? {})).toEqual([
    'name',
    'slack_configs',
    'discord_configs',
    'email_configs',
    'webhook_configs',
  ]);
  expect(Object.keys(receiver('critical', all) ?? {})).toEqual([
    'name',
    'slack_configs',
    'discord_configs',
    'email_configs',
    'webhook_configs',
    'pagerduty_configs',
  ]);
});

test('Every secret is read from a file', () => {
  const written = JSON.stringify(config(all));
  const files = [...written.matchAll(/"(\w+_file)":"([^"]+)"/g)].map(([, key, path]) => `${key} ${path}`);
  expect(new Set(files)).toEqual(
    new Set([
      'credentials_file /secrets/hub-ingest-key',
      'url_file /secrets/alert-dead-mans-switch-url',
      'api_url_file /secrets/alert-slack-url',
      'webhook_url_file /secrets/alert-discord-url',
      'auth_password_file /secrets/alert-email-password',
      'url_file /secrets/alert-webhook-url',
      'routing_key_file /secrets/alert-pagerduty-key',
    ]),
  );
  expect(written).not.toMatch(/"(api_url|webhook_url|routing_key|auth_password|credentials)":/);
});

test('The dead man’s switch hears of Watchdog within five minutes, and never that it is over', () => {
  expect(config(all).route.routes[0]).toEqual({
    receiver: 'dead-mans-switch',
    matchers: ['alertname="Watchdog"'],
    group_by: ['alertname'],
    group_wait: '0s',
    group_interval: '1m',
    repeat_interval: '3m',
  });
  expect(receiver('dead-mans-switch', all)).toEqual({
    name: 'dead-mans-switch',
    webhook_configs: [{ url_file: '/secrets/alert-dead-mans-switch-url', send_resolved: false }],
  });
});

test('Watchdog goes nowhere without one', () => {
  expect(config().route.routes[0]).toMatchObject({ receiver: 'nobody', matchers: ['alertname="Watchdog"'] });
});

test('People are told again as often as the settings say', () => {
  expect(config({ repeat: '12h' }).route).toMatchObject({ repeat_interval: '12h', group_interval: '300s' });
  // Not told of changes less often than told again.
  expect(config({ repeat: '2m' }).route).toMatchObject({ repeat_interval: '2m', group_interval: '120s' });
});

test('Quiet hours mute warnings and nothing else', () => {
  const quiet = config({
    quietHours: { from: '22:00', to: '07:00', days: ['friday'], timeZone: 'Europe/Berlin' },
  });
  expect(
    quiet.route.routes.filter((route) => 'mute_time_intervals' in route).map((route) => route.receiver),
  ).toEqual(['everyone']);
  expect(quiet.time_intervals?.map(({ name }) => name)).toEqual(['quiet-hours']);
  expect(JSON.stringify(config())).not.toContain('time_intervals');
});

test('Notices find their templates', () => {
  expect(config().templates).toEqual(['/etc/observatory.tmpl']);
});
