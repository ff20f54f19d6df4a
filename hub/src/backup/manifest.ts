import { CommandFault } from '../command/command-fault.ts';
import { damaged } from './frames.ts';

/** Which form of backup this hub writes and reads. */
export const FORMAT = 1;

export interface Column {
  readonly name: string;
  /** As PostgreSQL calls it, such as `timestamp with time zone`. */
  readonly type: string;
}

export interface TableShape {
  readonly name: string;
  readonly columns: readonly Column[];
}

export interface Migration {
  /** Milliseconds that the journal gives it: its order. */
  readonly when: number;
  readonly hash: string;
}

/** What a backup says of itself before its rows. */
export interface Manifest {
  readonly format: typeof FORMAT;
  /** Version of the hub that wrote it. */
  readonly hub: string;
  readonly madeAt: string;
  readonly postgres: string;
  readonly migrations: readonly Migration[];
  readonly projects: readonly string[];
  /** In an order in which no row comes before one that it refers to. */
  readonly tables: readonly TableShape[];
  /** Days of partitions with rows, as 2026-01-31. */
  readonly days: readonly string[];
  /** Tables, indexes and TOAST tables that those days take: each is a lock while they are made. */
  readonly relations: number;
  /** Ids of the keys that sealed content of it; the keys are not in it. */
  readonly sealedWith: readonly string[];
}

/** What stands at the end of a backup. */
export interface Ending {
  readonly tables: number;
  readonly rows: number;
  readonly bytes: number;
  /** Sequences that gave a number out, with the last one. */
  readonly sequences: Readonly<Record<string, number>>;
}

/** Throws where this hub cannot read the backup. */
export function checkManifest(value: Partial<Manifest>): Manifest {
  if (typeof value.format !== 'number' || !Array.isArray(value.tables) || !Array.isArray(value.migrations))
    throw damaged('it does not begin with its list of tables');
  if (value.format !== FORMAT)
    throw new CommandFault(
      `The backup has format ${value.format}, written by hub ${value.hub}; this hub reads format ${FORMAT}. Restore with that version or a newer one.`,
    );
  return value as Manifest;
}
