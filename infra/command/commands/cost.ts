import { Command } from 'commander';
import { type ServerCost, stackCost } from '../../cost/cost.ts';
import { commercialPrices, describedCosts, hostingPrices } from '../../cost/prices.ts';
import { containerStack } from '../../stack/stack.ts';
import { CommandError } from '../command-error.ts';
import { type SettingsOptions, settingsOf, withSettings } from '../settings-options.ts';

interface CostOptions extends SettingsOptions {
  readonly memoryPrice: string;
  readonly diskPrice: string;
  readonly gigabytes: string;
  readonly json?: true;
}

const dollars = (amount: number) => `$${amount.toFixed(2)}`;

function amount(option: string, text: string): number {
  const value = Number(text);
  if (text.trim() !== '' && Number.isFinite(value) && value >= 0) return value;
  throw new CommandError(`${option}: expected a number of 0 or more; got ${JSON.stringify(text)}`);
}

/** `observatory cost`: what the stack's own memory and disks cost, beside commercial APM. */
export function costCommand(): Command {
  return withSettings(new Command('cost'))
    .description("print what the stack's memory and disks cost a month, beside commercial APM")
    .option('--memory-price <dollars>', 'a GiB of memory a month', String(hostingPrices.memoryGiB))
    .option('--disk-price <dollars>', 'a GiB of disk a month', String(hostingPrices.diskGiB))
    .option('--gigabytes <GB>', 'telemetry a month, for the comparison', '100')
    .option('--json', 'as JSON')
    .action(async (options: CostOptions) => {
      const { settings } = await settingsOf(options);
      const prices = {
        memoryGiB: amount('--memory-price', options.memoryPrice),
        diskGiB: amount('--disk-price', options.diskPrice),
      };
      const servers = stackCost(containerStack('kubernetes', settings).components, prices);
      if (options.json) {
        process.stdout.write(`${JSON.stringify({ profile: settings.profile, prices, servers }, null, 2)}\n`);
        return;
      }
      const gigabytes = amount('--gigabytes', options.gigabytes);
      process.stdout.write(`${table(settings.profile, servers)}\n${comparison(gigabytes, prices)}`);
    });
}

function table(profile: string, servers: readonly ServerCost[]): string {
  const described: Readonly<Record<string, number>> | undefined = Object.entries(describedCosts).find(
    ([name]) => name === profile,
  )?.[1];
  const line = (...cells: string[]) =>
    `${cells[0]?.padEnd(20)}${cells
      .slice(1)
      .map((cell) => cell.padStart(13))
      .join('')}\n`;
  const sum = (of: (server: ServerCost) => number) =>
    servers.reduce((total, server) => total + of(server), 0);
  return [
    `Profile ${profile}, a month${profile === 'local' ? ': on a machine that you have, $0; rented, it would be' : ''}\n\n`,
    line('server', 'replicas', 'memory GiB', 'disk GiB', 'cost', 'described'),
    ...servers.map(({ name, replicas, memoryGiB, diskGiB, dollarsPerMonth }) =>
      line(
        name,
        String(replicas),
        memoryGiB.toFixed(2),
        diskGiB.toFixed(0),
        dollars(dollarsPerMonth),
        described?.[name] === undefined ? '' : dollars(described[name]),
      ),
    ),
    line(
      'total',
      '',
      sum((one) => one.memoryGiB).toFixed(2),
      sum((one) => one.diskGiB).toFixed(0),
      dollars(sum((one) => one.dollarsPerMonth)),
      described === undefined ? '' : dollars(Object.values(described).reduce((a, b) => a + b, 0)),
    ),
  ].join('');
}

function comparison(gigabytes: number, prices: { memoryGiB: number; diskGiB: number }): string {
  const { per100GB, ingestGB, host, asOf } = commercialPrices;
  return `Commercial APM with ${gigabytes} GB of telemetry a month: ${dollars((per100GB.low * gigabytes) / 100)} to ${dollars((per100GB.high * gigabytes) / 100)}
(as described in ${asOf}: ${dollars(ingestGB)} a GB for each of traces, logs and metrics, ${dollars(host)} a host, dashboards and seats above that).

Prices: ${dollars(prices.memoryGiB)} a GiB of memory and ${dollars(prices.diskGiB)} a GiB of disk (${hostingPrices.asOf}; --memory-price and --disk-price take
yours). "described" is the table of the system that this one replaces: four servers, no database, hub or collector.
`;
}
