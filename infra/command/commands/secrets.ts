import { dirname, resolve } from 'node:path';
import { Command } from 'commander';
import { containerStack } from '../../stack/stack.ts';
import { kubernetesSecrets } from '../../targets/kubernetes/objects.ts';
import { kubernetesYaml } from '../../targets/kubernetes/yaml.ts';
import { CommandError } from '../command-error.ts';
import { ensureSecrets } from '../secrets-store.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

/** `observatory secrets`: the stack's secrets as Kubernetes objects; those that are missing are made. */
export function secretsCommand(): Command {
  return withSettings(new Command('secrets'))
    .description(
      "print the stack's secrets for Kubernetes: observatory secrets | kubectl apply --server-side -f -",
    )
    .addHelpText(
      'after',
      `
The values are kept in kubernetes/NAMESPACE/secrets below the folder of the setting "folder"; what is missing there is
made. The namespace comes first, so that this can be the first thing that a cluster gets.`,
    )
    .action(async (options: SettingsOptions) => {
      if (process.stdout.isTTY) {
        throw new CommandError(
          'secrets do not belong on a screen: pipe them, "observatory secrets | kubectl apply --server-side -f -".',
        );
      }
      const { settings } = await settingsOf(options);
      const stack = containerStack('kubernetes', settings);
      const base = options.file === undefined ? process.cwd() : dirname(resolve(options.file));
      // A stack on this machine keeps its own; each cluster and namespace has others.
      const folder = resolve(settings.folder, 'kubernetes', settings.namespace);
      const { values } = await ensureSecrets(stack.secrets, folder, { base });
      process.stdout.write(kubernetesYaml(kubernetesSecrets(stack, (name) => values.get(name))));
    });
}
