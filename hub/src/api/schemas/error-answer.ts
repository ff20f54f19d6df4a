import Type from 'typebox';
import { Text } from './parts.ts';

/** What every route answers where it cannot do what was asked. */

export const ErrorAnswer = Type.Object(
  {
    error: Type.Object({
      code: Type.String(),
      message: Text('What was expected, what came, what to do.'),
      where: Type.Optional(Type.String()),
    }),
  },
  { $id: 'ErrorAnswer' },
);
