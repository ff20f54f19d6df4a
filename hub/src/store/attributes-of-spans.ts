import { sql } from 'drizzle-orm';
import type { Attributes } from '../otlp/records.ts';
import { spans } from './schema.ts';

/** The attributes of a row of `spans`, wherever they stand. */
export const attributesOfSpans = sql<Attributes>`observatory_attributes(${spans})`;
