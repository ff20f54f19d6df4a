import { dirname, join, resolve } from 'node:path';
import type { ResolvedSettings } from '../settings/resolve.ts';
import type { Settings } from '../settings/schema.ts';
import { containerStack, processStack } from '../stack/stack.ts';
import { processFolder } from '../targets/process/process-folder.ts';
import { type LocalTarget, parseTarget, recordedTarget } from './choose-target.ts';
import { CommandError } from './command-error.ts';
import { composeRunner } from './compose-runner.ts';
import { processRunner } from './process-runner.ts';
import type { Runner } from './runner.ts';
import { type SettingsOptions, settingsOf } from './settings-options.ts';

export interface TargetOptions extends SettingsOptions {
  readonly target?: string;
}

/** What runs a stack with these settings by a target on this machine. */
export function runnerFor(target: LocalTarget, settings: Settings, options: SettingsOptions): Runner {
  const cwd = process.cwd();
  const base = options.file === undefined ? cwd : dirname(resolve(cwd, options.file));
  if (target === 'process') {
    const folder = processFolder(settings, cwd);
    return processRunner({ stack: processStack(settings, folder), folder, base });
  }
  const folder = resolve(cwd, settings.folder);
  return composeRunner({ stack: containerStack('compose', settings), folder, base }, join(cwd, 'dist'));
}

/** Whether this command itself says which stack it means. */
const namesStack = ({ file, set = [] }: SettingsOptions, { origins }: ResolvedSettings): boolean =>
  set.some((flag) => flag.startsWith('name=')) || (file !== undefined && origins.has('name'));

/** The runner of the stack that was started last, or of the target that the user names. */
export async function runnerOfStarted(
  options: TargetOptions,
): Promise<{ readonly runner: Runner; readonly settings: Settings }> {
  const resolved = await settingsOf(options);
  const record = recordedTarget(resolve(resolved.settings.folder));
  const target = options.target === undefined ? (record?.target ?? null) : parseTarget(options.target);
  const settings = namesStack(options, resolved)
    ? resolved.settings
    : { ...resolved.settings, name: record?.name ?? resolved.settings.name };
  if (target === null) {
    throw new CommandError(
      `nothing was started from ${resolve(settings.folder)}. Run \`observatory up\` first, or name its folder: --set folder=PATH.`,
    );
  }
  return { runner: runnerFor(target, settings, options), settings };
}
