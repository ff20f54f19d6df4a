import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plan, ServerPlan } from './plan.ts';
import { identify } from './process-identity.ts';
import { RunningServer, StartError } from './running-server.ts';
import { startGroups } from './start-groups.ts';
import { type StartFailure, type SupervisorState, writeState } from './state.ts';

export const planFile = (folder: string) => join(folder, 'run/plan.json');

/** Runs the servers of a plan: starts them in order, takes a changed plan over, stops them in reverse. */
export class Supervisor {
  readonly #folder: string;
  readonly #log: (line: string) => void;
  readonly #since = new Date().toISOString();
  readonly #servers = new Map<string, RunningServer>();
  #plan: Plan = { id: '', servers: [] };
  #phase: SupervisorState['phase'] = 'starting';
  #failure: StartFailure | null = null;
  #work: Promise<void> = Promise.resolve();

  constructor(folder: string, log: (line: string) => void) {
    this.#folder = folder;
    this.#log = log;
  }

  /** Starts all; when one does not become ready, stops all again. Whether they run. */
  async start(): Promise<boolean> {
    this.#plan = this.#readPlan();
    for (const plan of this.#plan.servers) this.#servers.set(plan.name, this.#server(plan));
    this.#write();
    await this.#startAll(this.#plan.servers, false);
    if (!this.#is('starting')) return false;
    if (this.#failure !== null) {
      this.#setPhase('stopping');
      await this.#stopAll();
      this.#setPhase('failed');
      return false;
    }
    this.#setPhase('running');
    return true;
  }

  /** Takes over the plan as it now stands in its file: only servers that changed are started anew. */
  reload(): void {
    this.#work = this.#work.then(async () => {
      if (!this.#is('running')) return;
      const plan = this.#readPlan();
      const old = this.#plan;
      const changed = (server: ServerPlan, than: Plan) =>
        than.servers.find(({ name }) => name === server.name)?.fingerprint !== server.fingerprint;
      this.#plan = plan;
      this.#failure = null;
      this.#setPhase('starting');
      await this.#stopGroups(old.servers.filter((server) => changed(server, plan)));
      for (const { name } of old.servers) {
        if (!plan.servers.some((server) => server.name === name)) this.#servers.delete(name);
      }
      const fresh = plan.servers.filter((server) => changed(server, old));
      for (const server of fresh) this.#servers.set(server.name, this.#server(server));
      await this.#startAll(fresh, true);
      if (this.#is('starting')) this.#setPhase('running');
    });
  }

  /** Stops all, in reverse of the order in which they started. */
  async stop(): Promise<void> {
    this.#setPhase('stopping');
    await this.#stopAll();
    this.#setPhase('stopped');
  }

  async #startAll(plans: readonly ServerPlan[], persists: boolean): Promise<void> {
    const starts = new Map<string, Promise<boolean>>();
    for (const plan of startGroups(this.#plan.servers).flat()) {
      if (!plans.includes(plan)) continue;
      starts.set(
        plan.name,
        (async () => {
          const needed = await Promise.all(plan.needs.map((name) => starts.get(name) ?? true));
          if (!this.#is('starting') || (!persists && needed.includes(false))) return false;
          return this.#startOne(plan.name, persists);
        })(),
      );
    }
    const failed = new Promise<void>((resolve) => {
      for (const start of starts.values()) void start.then((ready) => (ready ? undefined : resolve()));
    });
    const all = Promise.all(starts.values());
    // The first that fails ends the start; a change of plan goes on with the others.
    await (persists ? all : Promise.race([all, failed]));
  }

  async #startOne(name: string, persists: boolean): Promise<boolean> {
    try {
      await this.#servers.get(name)?.start({ persists });
      return true;
    } catch (error) {
      if (!this.#is('starting')) return false;
      const lines = error instanceof StartError ? error.lines : [];
      const reason = error instanceof Error ? error.message : String(error);
      this.#failure ??= { server: name, reason, lines };
      this.#log(`${name} ${reason}`);
      this.#write();
      return false;
    }
  }

  #stopAll(): Promise<void> {
    return this.#stopGroups([...this.#servers.values()].map(({ plan }) => plan));
  }

  async #stopGroups(plans: readonly ServerPlan[]): Promise<void> {
    const here = new Set(plans.map(({ name }) => name));
    const order = startGroups(
      plans.map((plan) => ({ ...plan, needs: plan.needs.filter((one) => here.has(one)) })),
    );
    for (const group of order.toReversed()) {
      await Promise.all(group.map(({ name }) => this.#servers.get(name)?.stop()));
    }
  }

  #server(plan: ServerPlan): RunningServer {
    return new RunningServer(plan, (what) => {
      if (what !== '') this.#log(what);
      this.#write();
    });
  }

  #readPlan(): Plan {
    return JSON.parse(readFileSync(planFile(this.#folder), 'utf8'));
  }

  #is(phase: SupervisorState['phase']): boolean {
    return this.#phase === phase;
  }

  #setPhase(phase: SupervisorState['phase']): void {
    this.#phase = phase;
    this.#log(`the stack is ${phase}`);
    this.#write();
  }

  #write(): void {
    const supervisor = identify(process.pid);
    if (supervisor === null) return;
    const state: SupervisorState = {
      format: 1,
      supervisor,
      since: this.#since,
      phase: this.#phase,
      plan: this.#plan.id,
      failure: this.#failure,
      servers: this.#plan.servers.flatMap(({ name }) => this.#servers.get(name)?.state ?? []),
    };
    try {
      writeState(this.#folder, state);
    } catch (error) {
      // A full disk must not end who watches the servers: the next change writes it again.
      this.#log(`cannot write the state: ${error instanceof Error ? error.message : error}`);
    }
  }
}
