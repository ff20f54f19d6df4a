import type { Component, Probes } from '../../stack/component.ts';

/** A question to a server: over HTTP, where an answer below 400 means yes, or whether its port accepts. */
export interface Question {
  readonly port: number;
  readonly path: string | null;
}

/** One server as the supervisor runs it: plain data, with nothing left to decide. */
export interface ServerPlan {
  readonly name: string;
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  readonly cwd: string;
  readonly log: string;
  readonly ready: Question;
  readonly live: Question;
  readonly startS: number;
  readonly stopS: number;
  readonly needs: readonly string[];
  readonly ports: readonly { readonly name: string; readonly number: number }[];
  /** Where users reach it; null where they do not. */
  readonly url: string | null;
  /** Changes with anything that the server reads at its start. */
  readonly fingerprint: string;
}

/** What the supervisor runs. */
export interface Plan {
  /** Tells one plan from another. */
  readonly id: string;
  readonly servers: readonly ServerPlan[];
}

/** How a component's program is called. */
export interface Program {
  readonly file: string;
  readonly args: readonly string[];
}

export interface PlanOptions {
  /** Folder of the process target: absolute. */
  readonly folder: string;
  /** Where each program is; null for a server that cannot run as one. */
  readonly program: (component: Component) => Program | null;
  /** The environment that every server gets. */
  readonly env: Readonly<Record<string, string>>;
  readonly fingerprint: (component: Component, program: Program) => string;
  readonly url: (component: Component) => string | null;
}

/** The servers of a stack that can run as processes. A need of one that cannot is dropped. */
export function planServers(components: readonly Component[], options: PlanOptions): ServerPlan[] {
  const { folder, program, env, fingerprint, url } = options;
  const running = components.flatMap((component) => {
    const found = program(component);
    return found === null ? [] : [{ component, found }];
  });
  const names = new Set(running.map(({ component }) => component.name));
  return running.map(({ component, found }) => ({
    name: component.name,
    file: found.file,
    args: [...found.args, ...component.args],
    env: { ...env, ...component.env },
    cwd: `${folder}/run`,
    log: `${folder}/logs/${component.name}.log`,
    ready: question(component, component.probes.ready),
    live: question(component, component.probes.live),
    startS: component.probes.startS,
    stopS: component.stopS,
    needs: component.needs.filter((name) => names.has(name)),
    ports: component.ports.map(({ name, number }) => ({ name, number })),
    url: url(component),
    fingerprint: fingerprint(component, found),
  }));
}

function question(component: Component, probe: Probes['ready']): Question {
  const port = component.ports.find(({ name }) => name === probe.port);
  if (port === undefined) throw new Error(`${component.name} is probed at ${probe.port}, a port it has not`);
  return { port: port.number, path: 'path' in probe ? probe.path : null };
}
