import pg from 'pg';

export interface LeaderOptions {
  readonly pool: pg.Pool;
  /** Key of the advisory lock that the leader holds. */
  readonly lock: number;
  readonly everyMs: number;
  /** What the leader does each time; `nowUs` is of the database's clock, which all hubs share. */
  readonly lead: (nowUs: number) => Promise<void>;
  /** Called where another one leads, or nobody can. */
  readonly onFollow: () => void;
  readonly onError: (error: unknown) => void;
}

/**
 * Does something regularly on one of all hubs of a database: on the one that holds an advisory lock by a connection of its
 * own. When that hub is gone, the database lets go of the lock, and another one takes it the next time it looks. Returns
 * how to stop.
 */
export function startLeader(options: LeaderOptions): () => Promise<void> {
  const { pool, lock, everyMs, lead, onFollow, onError } = options;
  let client: pg.Client | null = null;
  let leads = false;
  let turn: Promise<void> | null = null;

  async function connect(): Promise<pg.Client> {
    // The password is not enumerable there.
    const made = new pg.Client({ ...pool.options, password: pool.options.password, keepAlive: true });
    made.on('error', () => drop(made));
    try {
      await made.connect();
    } catch (error) {
      made.end().catch(() => {});
      throw error;
    }
    return made;
  }
  function drop(lost: pg.Client | null): void {
    if (client === lost) {
      client = null;
      leads = false;
    }
    lost?.end().catch(() => {});
  }
  async function take(): Promise<void> {
    client ??= await connect();
    const mine = client;
    try {
      if (!leads) {
        const tried = await mine.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
          lock,
        ]);
        leads = tried.rows[0]?.taken === true;
      }
      if (!leads) return onFollow();
      const clock = await mine.query<{ us: number }>(
        "SELECT date_part('epoch', clock_timestamp()) * 1e6 AS us",
      );
      await lead(Math.round(clock.rows[0]?.us ?? Date.now() * 1000));
    } catch (error) {
      // Where it is this connection that failed, the lock is gone with it.
      if (client !== mine || !(await mine.query('SELECT 1').then(Boolean, () => false))) drop(mine);
      throw error;
    }
  }
  function go(): void {
    turn ??= take()
      .catch((error) => {
        onFollow();
        onError(error);
      })
      .finally(() => {
        turn = null;
      });
  }
  const timer = setInterval(go, everyMs);
  return async () => {
    clearInterval(timer);
    await turn;
    const last = client;
    client = null;
    await last?.end().catch(() => {});
  };
}
