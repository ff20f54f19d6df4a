import { z } from 'zod';
import { objectOf } from './keys.ts';
import { componentNames, settingsSchema } from './schema.ts';

/** What is wrong with one setting: its key, and what was expected. */
export interface Fault {
  readonly key: string;
  readonly problem: string;
  /** What came holds a secret: it is not shown. */
  readonly isSecret?: boolean;
}

/** What a failed check of the schema says, one fault for each key. */
export function schemaFaults(error: z.ZodError): Fault[] {
  return error.issues.flatMap((issue): Fault[] => {
    const key = issue.path.join('.');
    if (issue.code === 'unrecognized_keys') {
      const known = knownBelow(issue.path);
      return issue.keys.map((name) => ({
        key: key === '' ? name : `${key}.${name}`,
        problem: `unknown setting; ${key === '' ? 'there are' : `${key} has`} ${known.join(', ')}`,
      }));
    }
    if (issue.code === 'invalid_key') {
      return [{ key, problem: `unknown server; ${issue.issues.map(({ message }) => message).join('; ')}` }];
    }
    if (issue.code === 'invalid_type' && issue.expected === 'object') {
      return [{ key, problem: `expected settings below this key: ${knownBelow(issue.path).join(', ')}` }];
    }
    return [{ key, problem: issue.message }];
  });
}

function knownBelow(path: readonly PropertyKey[]): string[] {
  let schema: z.ZodType | undefined = settingsSchema;
  for (const name of path) schema = below(schema, String(name));
  if (schema instanceof z.ZodRecord) return [...componentNames];
  return Object.keys((schema && objectOf(schema)?.shape) ?? {});
}

function below(schema: z.ZodType | undefined, name: string): z.ZodType | undefined {
  if (schema instanceof z.ZodRecord) return schema.valueType as z.ZodType;
  return schema && (objectOf(schema)?.shape[name] as z.ZodType | undefined);
}
