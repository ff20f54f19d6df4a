import { sql } from 'drizzle-orm';
import type { Attributes } from '../otlp/records.ts';
import { spans } from './schema.ts';

/** The attributes of a row of `spans`, wherever they stand. */
export const attributesOfSpans = sql<Attributes>`observatory_attributes(${spans})`;

/** Its name, which the row or its shape has. */
export const nameOfSpans = sql<string>`coalesce(${spans.name}, (SELECT h.name FROM span_shapes h WHERE h.project = ${spans.project} AND h.id = ${spans.shape}), '')`;
