import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Command } from 'commander';
import type { Place } from '../../doctor/check.ts';
import { type Examined, examine } from '../../doctor/doctor.ts';
import type { Settings } from '../../settings/schema.ts';
import { urlHost } from '../../stack/addresses.ts';
import { LOOPBACK } from '../../stack/site.ts';
import { processFolder } from '../../targets/process/process-folder.ts';
import { recordedTarget } from '../choose-target.ts';
import { CommandError } from '../command-error.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

interface DoctorOptions extends SettingsOptions {
  readonly application: string;
  readonly patience: string;
  readonly json?: true;
}

const marks = { ok: '✓', warning: '!', failed: '✗', skipped: '–' } as const;

/** `observatory doctor`: sends through the stack and looks for it at every hop; asks what users ask. */
export function doctorCommand(): Command {
  return withSettings(new Command('doctor'))
    .description('send a trace, a log line and a metric through the stack and say at which hop they stop')
    .option('--application <url>', "an application's own metrics", 'http://127.0.0.1:9464')
    .option('--patience <seconds>', 'how long to look for what was sent', '45')
    .option('--json', 'as JSON')
    .action(async (options: DoctorOptions) => {
      const patienceS = Number(options.patience);
      if (!(patienceS > 0)) {
        throw new CommandError(
          `--patience: expected seconds above 0; got ${JSON.stringify(options.patience)}`,
        );
      }
      const { settings } = await settingsOf(options);
      const place = await placeOf(settings, options.application, patienceS * 1000);
      const findings = await examine(place, options.json ? undefined : print);
      if (options.json) process.stdout.write(`${JSON.stringify(findings, null, 2)}\n`);
      if (findings.some(({ state }) => state === 'failed')) process.exitCode = 1;
    });
}

function print({ title, state, says, remedy }: Examined): void {
  process.stdout.write(`${marks[state]} ${title} ${says}\n`);
  if (remedy !== undefined) process.stdout.write(`    → ${remedy}\n`);
}

/** The stack's published addresses as seen from this machine, and its keys where this machine keeps them. */
async function placeOf(settings: Settings, application: string, patienceMs: number): Promise<Place> {
  const { ports, ingest } = settings;
  // Processes listen on loopback, whatever the settings say.
  const address = recordedTarget(resolve(settings.folder))?.target === 'process' ? LOOPBACK : ports.host;
  const at = (port: number) => `http://${urlHost(address)}:${port}`;
  return {
    otlp: at(ports.otlpHttp),
    jaeger: at(ports.jaeger),
    prometheus: at(ports.prometheus),
    loki: at(ports.loki),
    alertmanager: at(ports.alertmanager),
    hub: at(ports.hub),
    application,
    hubKey: await secret(settings, 'hub-api-key'),
    ingestToken: await secret(settings, 'ingest-token'),
    origins: ingest.cors,
    patienceMs,
  };
}

/** Processes and containers keep their secrets in different folders. */
async function secret({ folder }: Settings, name: string): Promise<string | null> {
  for (const above of [processFolder({ folder }, process.cwd()), resolve(folder)]) {
    const text = await readFile(join(above, 'secrets', name), 'utf8').catch(() => null);
    if (text !== null) return text.trim();
  }
  return null;
}
