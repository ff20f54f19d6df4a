import { z } from 'zod';
import { settingsSchema } from './schema.ts';

/** One setting: its key such as `ports.hub`, the environment variable that sets it, and what it means. */
export interface SettingKey {
  readonly key: string;
  readonly variable: string;
  readonly meaning: string;
}

/** Every setting with a value of its own, in the order of the schema. Records count as one setting. */
export function settingKeys(): SettingKey[] {
  return leavesOf(settingsSchema, '');
}

function leavesOf(schema: z.ZodType, path: string): SettingKey[] {
  const object = objectOf(schema);
  if (object !== null) {
    return Object.entries(object.shape).flatMap(([name, value]) =>
      leavesOf(value as z.ZodType, path === '' ? name : `${path}.${name}`),
    );
  }
  return [{ key: path, variable: variableOf(path), meaning: schema.description ?? '' }];
}

/** The object behind a schema that is one, or that is one or null. */
export function objectOf(schema: z.ZodType): z.ZodObject | null {
  if (schema instanceof z.ZodNullable || schema instanceof z.ZodOptional) {
    return objectOf(schema.unwrap() as z.ZodType);
  }
  return schema instanceof z.ZodObject ? schema : null;
}

const variableOf = (key: string) =>
  `OBSERVATORY_${key
    .replaceAll('.', '_')
    .replace(/[A-Z]/g, (letter) => `_${letter}`)
    .toUpperCase()}`;
