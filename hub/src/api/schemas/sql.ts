import Type from 'typebox';
import { sqlViews } from '../../sql/allowed-syntax.ts';
import type { SqlValue } from '../../sql/sql-values.ts';
import { Text } from './parts.ts';

export const SqlAnswer = Type.Object(
  {
    columns: Type.Array(
      Type.Object({ name: Type.String(), type: Text('As PostgreSQL calls it: text, bigint, timestamptz …') }),
    ),
    rows: Type.Array(Type.Array(Type.Unsafe<SqlValue>({ description: 'A text, number, boolean or null.' })), {
      description:
        'Values in the order of the columns. Times are ISO 8601; JSON, arrays, and numbers that JSON cannot hold are texts.',
    }),
    truncated: Type.Boolean({ description: 'There are more rows than these.' }),
    elapsed_ms: Type.Integer({ description: 'From the connection to the last row.' }),
    views: Type.Array(Type.String(), { description: `Those that were read, of ${sqlViews.join(', ')}.` }),
  },
  { $id: 'SqlAnswer' },
);

export const sqlSchemas = [SqlAnswer];
