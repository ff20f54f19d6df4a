import { userInfo } from 'node:os';
import { parseArgs } from 'node:util';
import { makeKey } from '../access/key-text.ts';
import { FIRST_PROJECT } from '../access/principal.ts';
import { type Scope, scopes } from '../access/scopes.ts';
import { insertKey } from '../access/write-keys.ts';
import { inTransaction } from '../store/database.ts';
import { appendEntry } from './append-entry.ts';
import { CommandFault } from './command-fault.ts';
import { withDatabase } from './open-database.ts';
import type { CommandContext } from './run-command.ts';

/** `keys create`: a key for whoever can reach the database and has no key any more; the trail says so. */
export async function keysCreate(args: string[], context: CommandContext): Promise<number> {
  const { values } = parseArgs({
    args,
    options: {
      name: { type: 'string' },
      scopes: { type: 'string' },
      project: { type: 'string', default: FIRST_PROJECT },
      expires: { type: 'string' },
    },
  });
  const { name, project } = values;
  if (!name || name.length > 100) throw new CommandFault('--name: expected a name of up to 100 characters');
  const asked = scopesOf(values.scopes);
  const expiresMs = values.expires === undefined ? null : expiryOf(values.expires);
  const user = userInfo().username;
  const made = makeKey();
  await withDatabase(context.settings(), ({ workPool }) =>
    inTransaction(workPool, async (client) => {
      const row = await insertKey(
        client,
        { project, name, scopes: asked, expiresMs, createdBy: `command: ${user}` },
        made,
      );
      if (row === null) throw new CommandFault(`--project: there is no project ${project}`);
      await appendEntry(client, {
        project,
        action: 'keys.create',
        target: made.id,
        outcome: 'done',
        detail: { name, scopes: asked.join(','), expires: expiresMs === null ? null : isoOf(expiresMs) },
      });
    }),
  );
  context.say('The key, shown this once:\n');
  await context.write(`${made.text}\n`);
  return 0;
}

function scopesOf(text = ''): Scope[] {
  const asked = text.split(',').map((one) => one.trim());
  const known = scopes.filter((scope) => asked.includes(scope));
  if (known.length > 0 && known.length === new Set(asked).size) return known;
  throw new CommandFault(`--scopes: expected a comma list of ${scopes.join(', ')}`);
}

function expiryOf(text: string): number {
  const ms = Date.parse(text);
  if (ms > Date.now()) return ms;
  throw new CommandFault('--expires: expected a time ahead, such as 2027-01-31 or 2027-01-31T12:00:00Z');
}

const isoOf = (ms: number) => new Date(ms).toISOString();
