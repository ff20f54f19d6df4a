import { randomUUID } from 'node:crypto';
import Type from 'typebox';
import { FIRST_PROJECT } from '../../access/principal.ts';
import { type ForeignSilence, foreignSilences } from '../../alerts/foreign-silences.ts';
import { postSilences } from '../../alerts/post-alerts.ts';
import { renewSilences } from '../../alerts/renew-silences.ts';
import {
  endSilence,
  insertSilence,
  isActive,
  isOfEverything,
  isReadableMatcher,
  listSilences,
  type Silence as StoredSilence,
} from '../../alerts/silences.ts';
import { HubError } from '../../errors.ts';
import { isoOfMicros, nowMicros } from '../../store/micros.ts';
import { bodyInstant } from '../body-instant.ts';
import type { Api, HubContext } from '../context.ts';
import { ErrorAnswer } from '../schemas/error-answer.ts';
import { Ref } from '../schemas/parts.ts';
import { Silence, SilenceBody, SilenceList } from '../schemas/rules.ts';

const MAX_SILENCES = 500;
const MAX_LISTED = 1000;
const YEAR_US = 366 * 86_400e6;

/** EN2: times in which nobody is told of alerts with certain labels. */
export function silenceRoutes(app: Api, context: HubContext): void {
  const { database, rules } = context;

  app.get(
    '/api/v1/silences',
    {
      schema: {
        operationId: 'listSilences',
        summary: 'Silences, those that end last first; of the first project those of Alertmanager, too',
        tags: ['alerts'],
        response: { 200: Ref(SilenceList), 401: ErrorAnswer, 403: ErrorAnswer, 429: ErrorAnswer },
      },
    },
    async (request) => {
      const project = context.projectOf(request);
      const found = await listSilences(database.pool, project, MAX_LISTED);
      const own = found.map((one) => silenceOf(one, nowMicros()));
      if (rules.alertmanager === null || project !== FIRST_PROJECT) return { silences: own };
      try {
        const foreign = (await foreignSilences(database, rules.alertmanager)).map(foreignSilenceOf);
        const silences = [...own, ...foreign].sort((a, b) => Date.parse(b.ends_at) - Date.parse(a.ends_at));
        return { silences };
      } catch (error) {
        request.log.warn({ err: error }, 'Alertmanager does not tell its silences');
        return { silences: own, note: 'Alertmanager cannot be asked for silences that were made there.' };
      }
    },
  );

  app.post(
    '/api/v1/silences',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'createSilence',
        summary: 'Makes a silence; where there is an Alertmanager, there too',
        tags: ['alerts'],
        body: SilenceBody,
        response: {
          201: Ref(Silence),
          400: ErrorAnswer,
          401: ErrorAnswer,
          403: ErrorAnswer,
          429: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const project = context.projectOf(request);
      const nowUs = nowMicros();
      const { starts_at, ends_at, comment = '' } = request.body;
      const startsUs = starts_at === undefined ? nowUs : bodyInstant(starts_at, 'starts_at');
      const endsUs = bodyInstant(ends_at, 'ends_at');
      if (endsUs <= startsUs || endsUs <= nowUs || endsUs - startsUs > YEAR_US)
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected an end after now and after the begin, a year after it at most.',
          { where: 'body.ends_at' },
        );
      const matchers = request.body.matchers.map(({ name, value, is_regex = false, is_equal = true }) => ({
        name,
        value,
        is_regex,
        is_equal,
      }));
      const fault = matchers.findIndex((one) => !isReadableMatcher(one));
      if (fault >= 0)
        throw new HubError('OBS_BAD_REQUEST', 'Expected a regular expression of RE2 that is not too large.', {
          where: `body.matchers.${fault}.value`,
        });
      if (isOfEverything(matchers))
        throw new HubError(
          'OBS_BAD_REQUEST',
          'Expected a matcher that an empty label does not pass: this would silence everything.',
          { where: 'body.matchers' },
        );
      const silence: StoredSilence = {
        project,
        id: randomUUID(),
        matchers,
        // Alertmanager takes no begin in the past.
        startsUs: Math.max(startsUs, nowUs),
        endsUs,
        comment,
        createdBy: request.principal?.name ?? 'unknown',
        createdUs: nowUs,
        deletedUs: null,
        deletedBy: null,
        alertmanagerId: null,
        alertmanagerTold: false,
      };
      if (!(await insertSilence(database.workPool, silence, MAX_SILENCES)))
        throw new HubError(
          'OBS_BAD_REQUEST',
          `Expected ${MAX_SILENCES} silences at most, which there are. End one first.`,
          { where: 'body' },
        );
      await renew(request.log, project);
      return reply.code(201).send(silenceOf(silence, nowUs));
    },
  );

  app.delete(
    '/api/v1/silences/:id',
    {
      config: { access: 'operate' },
      schema: {
        operationId: 'endSilence',
        summary: 'Ends a silence',
        tags: ['alerts'],
        params: Type.Object({ id: Type.String({ format: 'uuid' }) }),
        response: {
          204: Type.Null(),
          400: ErrorAnswer,
          401: ErrorAnswer,
          403: ErrorAnswer,
          404: ErrorAnswer,
          429: ErrorAnswer,
        },
      },
    },
    async (request, reply) => {
      const project = context.projectOf(request);
      const by = request.principal?.name ?? 'unknown';
      const ended = await endSilence(database.workPool, project, request.params.id, by, nowMicros());
      if (ended === undefined)
        throw new HubError(
          'OBS_SILENCE_NOT_FOUND',
          `No silence that is not over has the id ${request.params.id}; GET /api/v1/silences lists them.`,
        );
      await renew(request.log, project);
      return reply.code(204).send(null);
    },
  );

  /** What fires now is brought in line at once; an Alertmanager that is away is told later. */
  async function renew(
    log: { warn: (detail: object, text: string) => void },
    project: string,
  ): Promise<void> {
    await renewSilences({ database, store: rules.store }, project, nowMicros());
    if (rules.alertmanager === null) return;
    await postSilences(database, rules.alertmanager, nowMicros()).catch((error: unknown) =>
      log.warn({ err: error }, 'Alertmanager is told of the silence later'),
    );
  }
}

function silenceOf(silence: StoredSilence, nowUs: number) {
  const { startsUs, endsUs, deletedUs } = silence;
  const isPending = deletedUs === null && nowUs < startsUs;
  return {
    id: silence.id,
    source: 'hub' as const,
    status: isPending
      ? ('pending' as const)
      : isActive(silence, nowUs)
        ? ('active' as const)
        : ('expired' as const),
    matchers: [...silence.matchers],
    starts_at: isoOfMicros(startsUs),
    ends_at: isoOfMicros(deletedUs ?? endsUs),
    comment: silence.comment,
    created_by: silence.createdBy,
    created_at: isoOfMicros(silence.createdUs),
    ended_by: silence.deletedBy,
    alertmanager_id: silence.alertmanagerId,
  };
}

const foreignSilenceOf = (silence: ForeignSilence) => ({
  ...silence,
  source: 'alertmanager' as const,
  matchers: [...silence.matchers],
  ended_by: null,
  alertmanager_id: silence.id,
});
