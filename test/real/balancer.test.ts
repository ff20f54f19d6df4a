import { expect, test } from 'vitest';
import { containerStack } from '../../infra/stack/stack.ts';
import { nginxFault } from '../support/nginx-process.ts';
import { stackSettings } from '../support/stack-settings.ts';

const configOf = (trustedProxies: string[]): string =>
  containerStack('compose', stackSettings({ profile: 'medium', hub: { trustedProxies } })).components.find(
    ({ name }) => name === 'balancer',
  )?.files[0]?.content ?? '';

/** Debian's nginx is older than the image's and knows no `resolve`; a name it asks for at its start. */
const forDebian = (config: string) => config.replace('server hub:3001 resolve', 'server 127.0.0.1:3001');

test.each([[[]], [['203.0.113.7', '10.0.0.0/8']]])(
  'nginx takes the configuration of the stack (%j)',
  (proxies) => {
    const config = configOf(proxies);
    expect(forDebian(config)).not.toBe(config);
    expect(nginxFault(forDebian(config))).toBe('');
  },
);

test('it would say where one is wrong', () => {
  expect(nginxFault(forDebian(configOf([])).replace('least_conn;', 'least_con;'))).toMatch(
    /unknown directive "least_con"/,
  );
});
