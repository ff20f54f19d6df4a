import Type from 'typebox';
import { HubError } from '../../errors.ts';
import {
  type ResealState,
  readCounts,
  readJob,
  readUsedKeys,
  writeJob,
} from '../../sealing/read-encryption.ts';
import type { Api, HubContext } from '../context.ts';
import { EncryptionState } from '../schemas/encryption.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';

const refusals = { 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer };

/** EN12: with which keys content is encrypted, and the job that seals anew. */
export function encryptionRoutes(app: Api, context: HubContext): void {
  app.get(
    '/api/v1/encryption',
    {
      config: { access: 'administer', hubWide: true },
      schema: {
        operationId: 'readEncryption',
        summary:
          'The keys that content is encrypted with, the share of rows of each, and the job that seals anew',
        tags: ['encryption'],
        response: { 200: EncryptionState, ...refusals },
      },
    },
    () => stateOf(context),
  );

  app.put(
    '/api/v1/encryption/job',
    {
      config: { access: 'administer', hubWide: true },
      schema: {
        operationId: 'putEncryptionJob',
        summary: 'Pauses the job that seals anew, or lets it run: one that was done begins a new pass',
        tags: ['encryption'],
        body: Type.Object(
          { state: Type.Union([Type.Literal('running'), Type.Literal('paused')]) },
          { additionalProperties: false },
        ),
        response: { 200: EncryptionState, 400: ErrorAnswer, ...refusals },
      },
    },
    async (request) => {
      if (context.database.sealing.keyId === null)
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected a hub with OBSERVATORY_ENCRYPTION_KEY_FILE or OBSERVATORY_ENCRYPTION_KEY_COMMAND: without keys there is no job.',
          { where: 'body.state' },
        );
      await writeJob(context.database, request.body.state === 'paused');
      return stateOf(context);
    },
  );
}

async function stateOf({ database, encryption }: HubContext): Promise<EncryptionState> {
  const [counts, used, job] = await Promise.all([
    readCounts(database),
    readUsedKeys(database),
    readJob(database),
  ]);
  const { keyId } = database.sealing;
  const loaded = encryption?.keyring.keyIds ?? [];
  const total = [...counts.rows.values()].reduce((sum, rows) => sum + rows, 0);
  const shareOf = (rows: number) => (total === 0 ? 0 : rows / total);
  const ids = [...new Set([...loaded, ...used.keys(), ...counts.rows.keys()])].filter((id) => id !== '');
  const plain = counts.rows.get('') ?? 0;
  return {
    on: keyId !== null,
    keys: ids.map((id) => {
      const rows = counts.rows.get(id) ?? 0;
      return {
        id,
        loaded: loaded.includes(id),
        seals: id === keyId,
        first_used_at: used.get(id) ?? null,
        rows,
        share: shareOf(rows),
      };
    }),
    next_key: encryption?.nextKeyId ?? null,
    plain: { rows: plain, share: shareOf(plain) },
    rows: total,
    counted_at: counts.countedAt,
    job: {
      state: jobState(job, keyId),
      relation: job.relation,
      resealed: job.resealed,
      unreadable: job.unreadable,
      started_at: job.startedAt,
      finished_at: job.finishedAt,
    },
    error: encryption?.error ?? null,
  };
}

function jobState({ paused, keyId, relation, finishedAt }: ResealState, current: string | null) {
  if (current === null) return 'off';
  if (paused) return 'paused';
  if (keyId !== current) return 'waiting';
  return relation !== null ? 'running' : finishedAt === null ? 'waiting' : 'done';
}
