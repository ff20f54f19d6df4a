import Type, { type Static } from 'typebox';
import { storedText } from '../query-values.ts';
import { Count, Nullable, Ref, Text, Time } from './parts.ts';

const strict = { additionalProperties: false } as const;
const WORD = '^[A-Za-z][A-Za-z0-9_-]{0,63}$';
const Word = (description: string) => Type.String({ pattern: WORD, description });
const Name = storedText({ minLength: 1, maxLength: 200, description: 'As people call it.' });
const Known = Type.String({
  format: 'date-time',
  description: '`updated_at` as it was read: what somebody changed since is not written over.',
});
const written = {
  created_at: Time('When it was made.'),
  created_by: Text('Who made it.'),
  updated_at: Time('When it was changed last; a change names it.'),
  updated_by: Text('Who changed it last.'),
};

const view = {
  name: Name,
  page: Word('Page of the console, as executions.'),
  search: storedText({ maxLength: 2000, description: "The query of the page's address." }),
};
export const NewViewBody = Type.Object(view, strict);
export const ViewBody = Type.Object({ ...view, updated_at: Known }, strict);
export const SavedView = Type.Object(
  { id: Text('In the address of the view.'), ...view, ...written },
  { $id: 'SavedView' },
);
export const SavedViewList = Type.Object(
  { views: Type.Array(Ref(SavedView), { description: 'By name.' }) },
  { $id: 'SavedViewList' },
);

const BoardPanel = Type.Object(
  {
    id: Word('Different in each panel of a board.'),
    panel: Word('Which panel it is: a word that the console knows.'),
    title: Type.Optional(storedText({ maxLength: 200, description: "In place of the panel's own." })),
    width: Type.Integer({ minimum: 1, maximum: 4, description: 'Columns of four.' }),
    options: Type.Unsafe<Record<string, string | number | boolean>>({
      type: 'object',
      maxProperties: 20,
      propertyNames: { pattern: WORD },
      // One list of types: of a union Ajv would make texts of numbers.
      additionalProperties: {
        type: ['string', 'number', 'boolean'],
        maxLength: 8000,
        pattern: '^[^\\u0000]*$',
      },
      description: 'What the panel is asked for.',
    }),
  },
  strict,
);
const boardHead = {
  name: Name,
  description: storedText({ maxLength: 2000, description: 'What it is for; may be empty.' }),
  range: Nullable(
    storedText({
      maxLength: 100,
      description: "Time range as the page's address has it; null: the page's own.",
    }),
  ),
};
const board = {
  ...boardHead,
  panels: Type.Array(BoardPanel, { maxItems: 40, description: 'In their order.' }),
};
export const NewBoardBody = Type.Object(board, strict);
export const BoardBody = Type.Object({ ...board, updated_at: Known }, strict);
export const Board = Type.Object(
  { id: Text('In the address of the board.'), ...board, ...written },
  { $id: 'Board' },
);
const BoardSummary = Type.Object(
  { id: Text('In the address of the board.'), ...boardHead, panels: Count('How many it has.'), ...written },
  { $id: 'BoardSummary' },
);
export const BoardList = Type.Object(
  { boards: Type.Array(Ref(BoardSummary), { description: 'By name.' }) },
  { $id: 'BoardList' },
);

export const savedSchemas = [SavedView, SavedViewList, Board, BoardSummary, BoardList];
export type SavedView = Static<typeof SavedView>;
export type Board = Static<typeof Board>;
