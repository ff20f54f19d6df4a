import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Command } from 'commander';
import { profileSettings } from '../../render/artifacts.ts';
import { checkStack, type FileCheck } from '../../render/check.ts';
import { profileNames } from '../../settings/schema.ts';
import { CommandError } from '../command-error.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

interface Options extends SettingsOptions {
  readonly allProfiles?: true;
}

const words: Readonly<Record<FileCheck['result'], string>> = {
  ok: 'ok',
  parsed: 'only parsed',
  fault: 'FAULT',
};

/** `observatory check`: every rendered file, by the program that will read it. */
export function checkCommand(): Command {
  return withSettings(new Command('check'))
    .description('validate every rendered file with the real tools, where they are installed')
    .option('--all-profiles', 'each profile as it is, instead of your settings')
    .addHelpText(
      'after',
      `
Tools: promtool, amtool, loki, jaeger and the collector from the cache (observatory install), docker compose, and the
schemas of Kubernetes. A file whose tool is not here is only parsed, and the table says so.`,
    )
    .action(async (options: Options) => {
      const stacks = options.allProfiles
        ? profileNames.map((profile) => ({ prefix: `${profile}/`, settings: profileSettings(profile) }))
        : [{ prefix: '', settings: (await settingsOf(options)).settings }];
      const checks: FileCheck[] = [];
      for (const { prefix, settings } of stacks) {
        const folder = mkdtempSync(join(tmpdir(), 'observatory-check-'));
        try {
          for (const one of await checkStack(settings, folder, process.env)) {
            checks.push({ ...one, file: `${prefix}${one.file}`, detail: one.detail.replaceAll(folder, '') });
          }
        } finally {
          rmSync(folder, { recursive: true, force: true });
        }
      }
      process.stdout.write(table(checks));
      const faults = checks.filter(({ result }) => result === 'fault');
      const parsed = checks.filter(({ result }) => result === 'parsed').length;
      process.stdout.write(
        `\n${checks.length} files: ${checks.length - parsed - faults.length} checked, ${parsed} only parsed, ${faults.length} with faults\n`,
      );
      if (faults.length > 0) {
        throw new CommandError(
          faults.map(({ file, by, detail }) => `${file} is not what ${by} expects:\n${detail}`).join('\n'),
        );
      }
    });
}

function table(checks: readonly FileCheck[]): string {
  const rows = checks.map(({ file, by, result, detail }) => [
    file,
    by,
    result === 'parsed' ? `${words.parsed}: ${detail}` : words[result],
  ]);
  const widths = [0, 1].map((column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map(
      (row) =>
        `${row
          .map((cell, column) => cell.padEnd(widths[column] ?? 0))
          .join('  ')
          .trimEnd()}\n`,
    )
    .join('');
}
