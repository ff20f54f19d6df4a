import Type, { type Static } from 'typebox';
import { Count, Json, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

/** States that an execution recorded on its way. */

export const unknownStates = ['too_large', 'missing', 'damaged'] as const;

export const Snapshot = Type.Object(
  {
    sequence: Count('Place in the execution, from 0; a gap is a snapshot that never came.'),
    time: Time('When.'),
    step: Nullable(Text('Name of the step that it belongs to.')),
    state: Json('The state then; null also where it is not known.'),
    unknown: Nullable(
      oneOf(
        unknownStates,
        'Why the state is not known: it was too large to send, one that it builds upon is missing, or what came is no such thing. Null where it is known.',
      ),
    ),
  },
  { $id: 'Snapshot' },
);

export const SnapshotList = Type.Object(
  {
    snapshots: Type.Array(Ref(Snapshot), { description: 'By sequence.' }),
    next_from: Nullable(
      Type.Integer({ description: 'Give it as `from` to get the next page; null on the last.' }),
    ),
  },
  { $id: 'SnapshotList' },
);

export const snapshotSchemas = [Snapshot, SnapshotList];

export type Snapshot = Static<typeof Snapshot>;
export type UnknownState = (typeof unknownStates)[number];
