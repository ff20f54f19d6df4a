type EmbeddedPostgresErrorCode =
  | 'BinariesMissing'
  | 'CannotRun'
  | 'DataFolderInUse'
  | 'DataFolderNotWritable'
  | 'DataFolderUnreachable'
  | 'InitFailed'
  | 'NoSpace'
  | 'NotADatabase'
  | 'OtherVersion'
  | 'StartFailed';

/** Why the embedded PostgreSQL does not run: the message says what was found and which setting helps. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;

  constructor(code: EmbeddedPostgresErrorCode, message: string, options: { cause?: unknown } = {}) {
    super(message, options);
    this.name = 'EmbeddedPostgresError';
    this.code = code;
  }
}

/** The process that holds a data folder, as it described itself when it took the folder. */
export interface FolderHolder {
  readonly pid: number;
  /** Host name: in a container a pid means nothing outside of it. */
  readonly host: string;
  /** ISO 8601, UTC. */
  readonly startedAt: string;
  /** Where the holder answers (`http://127.0.0.1:3001`), if it said so. */
  readonly address?: string;
}

/** Another hub works on the data folder. `holder` is missing only where it has not yet described itself. */
export class DataFolderInUse extends EmbeddedPostgresError {
  readonly folder: string;
  readonly holder: FolderHolder | undefined;

  constructor(folder: string, holder: FolderHolder | undefined) {
    const who = holder
      ? `process ${holder.pid} on ${holder.host}, started ${holder.startedAt}${holder.address ? `, answering at ${holder.address}` : ''}`
      : 'a process that is just starting';
    super(
      'DataFolderInUse',
      `The data folder ${folder} is in use by ${who}. Stop that process, or set OBSERVATORY_DATA_DIR to another folder.`,
    );
    this.name = 'DataFolderInUse';
    this.folder = folder;
    this.holder = holder;
  }

  get pid(): number | undefined {
    return this.holder?.pid;
  }
}
