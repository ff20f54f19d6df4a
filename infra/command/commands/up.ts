import { resolve } from 'node:path';
import { Command } from 'commander';
import {
  type LocalTarget,
  parseTarget,
  recordedTarget,
  recordTarget,
  whyNoDocker,
} from '../choose-target.ts';
import { interrupt } from '../interrupt.ts';
import { runnerFor, type TargetOptions } from '../local-stack.ts';
import { settingsOf, withSettings } from '../settings-options.ts';
import { welcome } from '../welcome.ts';

/** `observatory up`: starts the stack by Docker, or as processes where no engine answers. */
export function upCommand(): Command {
  return withSettings(new Command('up'))
    .description('start the stack on this machine; again: apply changed settings')
    .option('--target <name>', 'compose or process; without it Docker if its engine answers, else processes')
    .action(async (options: TargetOptions) => {
      const say = (line: string) => process.stdout.write(`${line}\n`);
      const { settings } = await settingsOf(options);
      const target = await chooseTarget(options.target, say);
      const runner = runnerFor(target, settings, options);
      const { name } = settings;
      const folder = resolve(settings.folder);
      const before = recordedTarget(folder);
      const wasReady = before?.target === target && before.wasReady;
      const result = await runner.up({
        say,
        signal: interrupt(),
        onStart: () => recordTarget(folder, { target, wasReady, name }),
      });
      recordTarget(folder, { target, wasReady: true, name });
      say(
        result.changed
          ? `\nObservatory is ready after ${result.seconds.toFixed(1)} s.`
          : '\nObservatory is already running; nothing changed.',
      );
      say(welcome(runner, result, !wasReady));
    });
}

async function chooseTarget(given: string | undefined, say: (line: string) => void): Promise<LocalTarget> {
  if (given !== undefined) {
    const target = parseTarget(given);
    say(`Starting Observatory ${how[target]} (--target).`);
    return target;
  }
  const why = await whyNoDocker();
  say(
    why === null
      ? `Docker answers: starting Observatory ${how.compose}.`
      : `Docker does not answer (${why}): starting Observatory ${how.process}.`,
  );
  return why === null ? 'compose' : 'process';
}

const how = { compose: 'in containers', process: 'as processes' } as const;
