import type { Settings } from '../settings/schema.ts';
import type { Component } from '../stack/component.ts';
import { LOOPBACK } from '../stack/site.ts';
import { portsInUse, type TakenPort, type WantedPort } from '../targets/process/ports-in-use.ts';
import { CommandError } from './command-error.ts';

/** Ports that components take on this machine: what they publish, or, as processes, all. */
export function wantedPorts(
  settings: Settings,
  components: readonly Component[],
  which: 'published' | 'all',
): WantedPort[] {
  return components.flatMap(({ name, ports }) =>
    ports.flatMap((port) => {
      const number = which === 'all' ? port.number : port.published;
      if (number === null) return [];
      const host = which === 'all' ? LOOPBACK : settings.ports.host;
      return { host, number, server: `${name} (${port.name})`, setting: settingOf(settings, port.published) };
    }),
  );
}

function settingOf({ ports }: Settings, published: number | null): string {
  const found = Object.entries(ports).find(([key, number]) => key !== 'internal' && number === published);
  return `ports.${found?.[0] ?? 'internal'}`;
}

/** Throws one error that names every port that cannot be had, its setting, and who holds it. */
export async function refusePortsInUse(wanted: readonly WantedPort[]): Promise<void> {
  const taken = await portsInUse(wanted);
  if (taken.length === 0) return;
  const [first] = taken;
  throw new CommandError(
    `${taken.length === 1 ? 'a port is' : 'ports are'} in use; nothing was started.\n${taken.map(line).join('\n')}\n` +
      `Stop what holds them, or give other ports, such as --set ${first?.setting}=${(first?.number ?? 0) + 1000}.`,
  );
}

const line = ({ setting, number, server, holder }: TakenPort) =>
  `  ${setting}: ${number}, for ${server}, is held by ${holder ?? 'another process'}`;
