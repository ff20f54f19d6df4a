import { expect, test } from 'vitest';
import { channelBody, newChannel, withKind } from './channel-draft.ts';

test('secrets that are not typed are not sent, nor those of another kind', () => {
  const secrets = { url: ' https://example.com/hook ', signing_key: '', routing_key: 'abc', smtp_url: '' };
  const body = channelBody({ ...newChannel, kind: 'webhook', secrets });
  expect(body.url).toBe('https://example.com/hook');
  expect('signing_key' in body).toBe(false);
  expect('routing_key' in body).toBe(false);
});

test('addresses may have commas, lines or spaces between them', () => {
  const body = channelBody({ ...newChannel, kind: 'email', to: 'a@b.example, c@d.example\ne@f.example ' });
  expect(body.to).toEqual(['a@b.example', 'c@d.example', 'e@f.example']);
  expect(body.from).toBeNull();
});

test('a repetition is typed in minutes and sent in seconds', () => {
  expect(channelBody({ ...newChannel, repeatMinutes: '90' }).repeat_every).toBe(5400);
  expect(channelBody(newChannel).repeat_every).toBeNull();
});

test('PagerDuty wakes for what is critical, a webhook is not told of the end, unless asked', () => {
  expect(withKind(newChannel, 'pagerduty').minSeverity).toBe('critical');
  expect(withKind(newChannel, 'webhook').sendResolved).toBe(false);
});
