import Type from 'typebox';
import { auditOutcomes } from '../../audit/audit.ts';
import { Nullable, oneOf, Ref, Text, Time } from './parts.ts';

export const AuditRecord = Type.Object(
  {
    sequence: Type.Integer({ description: 'Place in the chain, without gaps.' }),
    hash: Text('SHA-256 that the chain has here, 64 hex digits.'),
    at: Time('When it was recorded.'),
    project: Type.String(),
    actor: Type.Object({
      kind: Text('setting, key, person, local, hub, or unknown for whoever gave nothing that is known.'),
      id: Type.String(),
      name: Type.String(),
    }),
    address: Nullable(Text('Where the request came from; null for what the hub does by itself.')),
    action: Text('Operation id of the route, or a dotted name of what has none.'),
    target: Text('What it was about: the parameters of the path.'),
    outcome: oneOf(auditOutcomes),
    status: Nullable(Type.Integer({ description: 'HTTP status of the answer.' })),
    request: Nullable(Text("The request's id in the log of the hub.")),
    detail: Type.Record(Type.String(), Type.Unknown(), {
      description: 'What else is said of it; `query` is a keyed hash of what was asked for.',
    }),
  },
  { $id: 'AuditRecord' },
);

export const AuditList = Type.Object(
  {
    entries: Type.Array(Ref(AuditRecord)),
    next_cursor: Nullable(Text('Give it as `cursor` to get the next page; null on the last.')),
  },
  { $id: 'AuditList' },
);

const Place = (description: string) =>
  Type.Object({ sequence: Type.Integer(), hash: Type.String() }, { description });

export const AuditVerification = Type.Object(
  {
    ok: Type.Boolean(),
    entries: Type.Integer({ description: 'Entries that were looked at.' }),
    pruned: Place('The last entry that retention removed; sequence 0 where none was.'),
    head: Place('The newest entry: write it down elsewhere, and compare later.'),
    fault: Nullable(
      Type.Object(
        { sequence: Type.Integer(), reason: Type.String() },
        { description: 'The first entry that is not as it was recorded, and why; null where all are.' },
      ),
    ),
  },
  { $id: 'AuditVerification' },
);

export const auditSchemas = [AuditRecord, AuditList, AuditVerification];
