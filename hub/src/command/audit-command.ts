import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { exportTrail, readExport } from '../audit/export-trail.ts';
import { verifyTrail } from '../audit/read-trail.ts';
import { type ChainPlace, type Verification, verifyChain } from '../audit/verify-chain.ts';
import { CommandFault } from './command-fault.ts';
import { withDatabase } from './open-database.ts';
import type { CommandContext } from './run-command.ts';

/** `audit verify`: 0 where every entry is as it was recorded, else 1 with the first that is not. */
export async function auditVerify(args: string[], context: CommandContext): Promise<number> {
  const { values } = parseArgs({ args, options: { file: { type: 'string' }, anchor: { type: 'string' } } });
  const written = values.anchor === undefined ? undefined : placeOf(values.anchor);
  const verification =
    values.file === undefined
      ? await verifyDatabase(context, written)
      : await verifyFile(resolve(context.cwd, values.file), written);
  await context.write(wordsOf(verification, written));
  return verification.ok ? 0 : 1;
}

/** `audit export`: the trail as lines of JSON. */
export async function auditExport(args: string[], context: CommandContext): Promise<number> {
  parseArgs({ args, options: {} });
  await withDatabase(context.settings(), async ({ workPool }) => {
    for await (const line of exportTrail(workPool)) await context.write(line);
  });
  return 0;
}

function verifyDatabase(context: CommandContext, written: ChainPlace | undefined): Promise<Verification> {
  return withDatabase(context.settings(), async ({ workPool }) => {
    const client = await workPool.connect();
    try {
      return await verifyTrail(client, written);
    } finally {
      client.release();
    }
  });
}

async function verifyFile(path: string, written: ChainPlace | undefined): Promise<Verification> {
  const { ends, rows } = readExport(readFileSync(path, 'utf8'));
  return verifyChain(rows, ends, written);
}

function placeOf(text: string): ChainPlace {
  const [, sequence, hash] = /^(\d{1,15}):([0-9a-f]{64})$/i.exec(text) ?? [];
  if (sequence === undefined || hash === undefined)
    throw new CommandFault('--anchor: expected SEQUENCE:HASH, such as 1200:9f86d0… with 64 hex digits');
  return { sequence: Number(sequence), hash: hash.toLowerCase() };
}

function wordsOf({ fault, entries, pruned, head }: Verification, written: ChainPlace | undefined): string {
  if (fault !== null)
    return `The audit trail was TAMPERED WITH, or is not whole.\nFirst fault, at entry ${fault.sequence}: ${fault.reason}.\n${entries} entries before it are whole.\n`;
  const began = pruned.sequence === 0 ? '' : ` Entries up to ${pruned.sequence} were pruned by the hub.`;
  const compared =
    written === undefined
      ? 'Whether the newest entries were removed, or the whole end was rewritten, is found only by comparing with a place\nwritten down elsewhere earlier: --anchor SEQUENCE:HASH. Today that is'
      : 'It holds what was written down. For the next time write down';
  return `The audit trail is whole: ${entries} entries.${began}\n${compared}\n  ${head.sequence}:${head.hash}\n`;
}
