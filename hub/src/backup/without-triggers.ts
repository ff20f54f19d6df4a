import pg from 'pg';

const quoted = pg.escapeIdentifier;

/** How a trigger is set, by the letter that the catalogue has for it. */
const settings: Readonly<Record<string, string>> = {
  O: 'ENABLE',
  A: 'ENABLE ALWAYS',
  R: 'ENABLE REPLICA',
  D: 'DISABLE',
};

/** Does some work on tables whose own triggers are off meanwhile (those of the audit trail); foreign keys are kept. */
export async function withoutTriggers(client: pg.ClientBase, work: () => Promise<void>): Promise<void> {
  const { rows } = await client.query<{ table: string; name: string; setting: string }>(
    `SELECT c.relname AS table, t.tgname AS name, t.tgenabled AS setting
     FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid
     WHERE c.relnamespace = 'public'::regnamespace AND NOT t.tgisinternal AND NOT c.relispartition`,
  );
  const set = (table: string, name: string, to: string | undefined) =>
    client.query(`ALTER TABLE public.${quoted(table)} ${to ?? 'ENABLE'} TRIGGER ${quoted(name)}`);
  for (const { table, name } of rows) await set(table, name, 'DISABLE');
  await work();
  for (const { table, name, setting } of rows) await set(table, name, settings[setting]);
}
