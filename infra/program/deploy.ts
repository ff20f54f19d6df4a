import * as pulumi from '@pulumi/pulumi';
import { CommandError } from '../command/command-error.ts';
import { loadSettings } from '../settings/load.ts';
import { SettingsError } from '../settings/settings-error.ts';
import { addresses } from '../stack/addresses.ts';
import { containerStack } from '../stack/stack.ts';
import { type Outputs, outputsOf } from './outputs.ts';
import { pulumiSettings, targetOf } from './pulumi-settings.ts';
import { readSecretFiles, SecretValues } from './secret-values.ts';

export interface DeployOptions {
  /** Folder of Pulumi.yaml and observatory.yaml. */
  readonly root: string;
  readonly env: Readonly<Record<string, string | undefined>>;
}

/** The whole program: settings, secrets, and the stack on the target that the configuration names. */
export async function deploy({ root, env }: DeployOptions): Promise<Outputs> {
  try {
    const config = pulumi.runtime.allConfig();
    const target = targetOf(config);
    const { settings } = await loadSettings({ cwd: root, env, pulumi: pulumiSettings(config), flags: [] });
    const stack = containerStack(target, settings);
    const files = await readSecretFiles(stack.secrets, root);
    const secrets = new SecretValues(settings.name, { secrets: stack.secrets, files }).values;
    if (target === 'docker') {
      const { DockerStack } = await import('../targets/docker/docker-stack.ts');
      new DockerStack(settings.name, { stack, secrets, root });
    } else {
      const { deployToKubernetes } = await import('./deploy-kubernetes.ts');
      await deployToKubernetes(stack, secrets);
    }
    return outputsOf(addresses(stack), secrets);
  } catch (error) {
    const known = error instanceof SettingsError || error instanceof CommandError;
    // Shown without a stack trace.
    throw known ? new pulumi.RunError(error.message) : error;
  }
}
