import { readFile, writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { Command } from 'commander';
import { parseImage, pinnedImage } from '../../images/image-reference.ts';
import { pinInSettings } from '../../images/pin-in-settings.ts';
import { RegistryError, resolveDigest } from '../../images/resolve-digest.ts';
import type { Component } from '../../stack/component.ts';
import { containerStack } from '../../stack/stack.ts';
import { CommandError } from '../command-error.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

/** `observatory images`: which image each server has; `--pin` writes down their digests. */
export function imagesCommand(): Command {
  return withSettings(new Command('images'))
    .description('print the image of each server; --pin fixes them by digest')
    .option(
      '--pin',
      'ask the registries for the digests and write them to images.overrides of the settings file',
    )
    .addHelpText(
      'after',
      `
--pin asks over the registries' HTTP API, without Docker and without an account. The comments of the settings file stay.
To take newer tags later, remove the lines below images.overrides and pin again.`,
    )
    .action(async (options: SettingsOptions & { pin?: true }) => {
      const { settings } = await settingsOf(options);
      const components = new Map(
        (['compose', 'kubernetes'] as const)
          .flatMap((kind) => containerStack(kind, settings).components)
          .map((one) => [one.component, one]),
      );
      if (options.pin) await pin([...components.values()], resolve(options.file ?? 'observatory.yaml'));
      else {
        for (const { component, image, build } of components.values()) {
          process.stdout.write(
            `${component.padEnd(14)} ${image}${build === null ? '' : '  (compose builds it here)'}\n`,
          );
        }
      }
    });
}

async function pin(components: readonly Component[], file: string): Promise<void> {
  const images = new Map<string, string>();
  const faults: string[] = [];
  for (const { component, image, build } of components) {
    const reference = parseImage(image);
    const say = (text: string) => process.stdout.write(`${component.padEnd(14)} ${text}\n`);
    if (build !== null) say('is built here; nothing to pin');
    else if (reference.digest !== null) say(`is pinned: ${image}`);
    else {
      try {
        images.set(component, pinnedImage(reference, await resolveDigest(reference)));
        say(images.get(component) ?? '');
      } catch (error) {
        if (!(error instanceof RegistryError)) throw error;
        say('FAILED');
        faults.push(error.message);
      }
    }
  }
  if (faults.length > 0) {
    throw new CommandError(
      `${faults.join('\n')}\nNothing was written to ${file}; run it again where the registries answer.`,
    );
  }
  if (images.size === 0) return;
  await writeFile(file, pinInSettings(await readIfThere(file), images));
  process.stdout.write(`${images.size} images pinned in ${file}\n`);
}

async function readIfThere(file: string): Promise<string> {
  return readFile(file, 'utf8').catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return '';
    throw new CommandError(`${file}: expected a settings file that can be read; got ${error.code}`);
  });
}
