import Type, { type Static } from 'typebox';
import { Count, Nullable, oneOf, Ref, Text, Time } from './parts.ts';

const share = Type.Number({ minimum: 0, maximum: 1, description: 'Of all rows with content, a ratio.' });

const EncryptionKeyState = Type.Object(
  {
    id: Text('As the list of keys has it.'),
    loaded: Type.Boolean({ description: 'Whether this hub has it, and can open what it sealed.' }),
    seals: Type.Boolean({ description: 'Whether new content is sealed with it.' }),
    first_used_at: Nullable(Time('When it first sealed here; null: never.')),
    rows: Count('Rows that are sealed with it, as counted last.'),
    share,
  },
  { $id: 'EncryptionKeyState' },
);

export const EncryptionState = Type.Object(
  {
    on: Type.Boolean({ description: 'Whether new content is sealed.' }),
    keys: Type.Array(Ref(EncryptionKeyState), {
      description:
        'Keys that are loaded, or that sealed something. At a share of 0 one that does not seal may go.',
    }),
    next_key: Nullable(Text('A key that is loaded and will seal within seconds.')),
    plain: Type.Object({ rows: Count('Rows that are stored as they came.'), share }),
    rows: Count('All rows with content, as counted last.'),
    counted_at: Nullable(Time('Since when the counts are true; null before they were counted first.')),
    job: Type.Object(
      {
        state: oneOf(['off', 'waiting', 'running', 'paused', 'done']),
        relation: Nullable(Text('Table or partition that it is at.')),
        resealed: Count('Rows of this pass.'),
        unreadable: Count('Rows of this pass whose key is not there, or that were changed: they stay.'),
        started_at: Nullable(Time('When the pass began.')),
        finished_at: Nullable(Time('When the last whole pass ended.')),
      },
      { description: 'Seals anew what is in plain or under another key. Hubs on one database take turns.' },
    ),
    error: Nullable(Text('Why the keys could not be read anew; those that were there go on.')),
  },
  { $id: 'EncryptionState' },
);
export type EncryptionState = Static<typeof EncryptionState>;

export const encryptionSchemas = [EncryptionKeyState, EncryptionState];
