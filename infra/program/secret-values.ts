import * as pulumi from '@pulumi/pulumi';
import * as random from '@pulumi/random';
import { readUserFile } from '../command/secrets-store.ts';
import type { Secret } from '../stack/component.ts';

/** The values of a stack's secrets, all marked as such: generated once and kept in Pulumi's state, or read from files. */
export class SecretValues extends pulumi.ComponentResource {
  readonly values: ReadonlyMap<string, pulumi.Output<string>>;

  constructor(
    name: string,
    args: { readonly secrets: readonly Secret[]; readonly files: ReadonlyMap<string, string> },
    opts?: pulumi.ComponentResourceOptions,
  ) {
    super('observatory:index:Secrets', name, {}, opts);
    const values = new Map<string, pulumi.Output<string>>();
    for (const { name: secret, from } of args.secrets) {
      values.set(secret, pulumi.secret(this.#valueOf(secret, from, values, args.files)));
    }
    this.values = values;
    this.registerOutputs();
  }

  #valueOf(
    name: string,
    from: Secret['from'],
    before: ReadonlyMap<string, pulumi.Output<string>>,
    files: ReadonlyMap<string, string>,
  ): pulumi.Input<string> {
    if (from.kind === 'file') return known(files, name);
    if (from.kind === 'wrapped')
      return pulumi.interpolate`${from.before}${known(before, from.secret)}${from.after}`;
    // Letters and digits alone: such a value can stand in a URL as it is.
    const { result } = new random.RandomPassword(
      name,
      { length: from.length, special: false },
      { parent: this },
    );
    return pulumi.interpolate`${from.prefix}${result}`;
  }
}

/** The user's own files among the secrets; paths are relative to the folder of observatory.yaml. */
export async function readSecretFiles(
  secrets: readonly Secret[],
  folder: string,
): Promise<Map<string, string>> {
  const files = new Map<string, string>();
  for (const { name, from } of secrets) {
    if (from.kind === 'file') files.set(name, await readUserFile(from, folder));
  }
  return files;
}

function known<T>(values: ReadonlyMap<string, T>, name: string): T {
  const value = values.get(name);
  if (value === undefined) throw new Error(`no value for the secret ${name}`);
  return value;
}
