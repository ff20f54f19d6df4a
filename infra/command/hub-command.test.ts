import { expect, test } from 'vitest';
import { stackSettings } from '../../test/support/stack-settings.ts';
import { onKubernetes, runHub } from './hub-command.ts';

const tail = ['--', 'node', 'hub/dist/main.js', 'backup', '-'];

test.each([
  ['its own', 'embedded', 'statefulset/hub'],
  ['a server', 'server', 'deployment/hub'],
] as const)(
  'on Kubernetes the hub is reached by kubectl, where its database is %s',
  (_, database, workload) => {
    const settings = stackSettings({ namespace: 'watched', stores: { database } });
    expect(onKubernetes(settings, ['backup', '-'])).toEqual({
      file: 'kubectl',
      args: ['exec', '--namespace', 'watched', '-i', workload, ...tail],
      env: {},
    });
  },
);

test('a program that is not there is named', async () => {
  const missing = { file: 'observatory-no-such-program', args: [], env: {} };
  await expect(runHub(missing, 'inherit', 'inherit')).rejects.toThrow(
    'observatory-no-such-program is not there.',
  );
});
