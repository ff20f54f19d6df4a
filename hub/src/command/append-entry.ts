import { userInfo } from 'node:os';
import type pg from 'pg';
import type { AuditEntry } from '../audit/audit.ts';
import { entryText } from '../audit/entry-text.ts';

/** Records in the audit trail what a command does, in the name of the user of this machine who runs it. */
export async function appendEntry(
  client: Pick<pg.ClientBase, 'query'>,
  entry: Pick<AuditEntry, 'project' | 'action' | 'target' | 'outcome' | 'detail'>,
): Promise<void> {
  const user = userInfo().username;
  await client.query('SELECT observatory_append_audit($1::text[])', [
    [
      entryText({
        actor: { kind: 'local', id: `command:${user}`, name: `${user}, by the command` },
        address: null,
        ...entry,
      }),
    ],
  ]);
}
