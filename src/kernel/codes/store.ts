/** Error codes of the store. */
export const storeCodes = {
  STORE_SETTINGS_INVALID: {
    meaning:
      'The store cannot be found from its settings: its URL is not a PostgreSQL URL, or its password file is empty or cannot be read.',
    mend: 'Write store.url as postgres://user@host:5432/database and let store.passwordFile name a readable file.',
  },
  STORE_UNAVAILABLE: {
    meaning: 'The store cannot be reached, did not answer in time, or is locked by another process.',
    mend: 'See that the database runs, accepts this user and is not locked, then start again; what was acknowledged is still there.',
  },
  STORE_FULL: {
    meaning: 'There is no space left where the store lies. Nothing of the last step was written.',
    mend: 'Free some space on that disk, then start again.',
  },
  STORE_READ_ONLY: {
    meaning: 'The folder, file or database of the store cannot be written.',
    mend: 'Give this user the right to write there, or choose another folder with --home.',
  },
  STORE_FENCED: {
    meaning:
      'The lease under which this was to be written is no longer held: another process took over the session, or the connection to the database that held it was cut.',
    mend: 'Where the message names another process, let only one of the two run. Otherwise nothing is to be done: a running session takes the lease again once the database answers.',
  },
  STORE_IN_USE: {
    meaning: 'Another process holds the session.',
    mend: 'Stop the process that the message names, or use another session or --home.',
  },
  STORE_NEWER: {
    meaning: 'The store was written by a newer Ballast than this one.',
    mend: 'Run the newer Ballast, or restore a backup from before it was upgraded.',
  },
  STORE_CORRUPT: {
    meaning: 'The files of the store are damaged.',
    mend: 'Stop, keep a copy of the files, and restore the last backup.',
  },
  STORE_AUDIT_BROKEN: {
    meaning: 'The audit log was changed, shortened or reordered by something other than Ballast.',
    mend: 'Keep a copy, compare the named entry with a backup, and find out who can write to the database.',
  },
  STORE_DUPLICATE: {
    meaning: 'A number, order or fill that is already stored was to be stored again. Nothing of that step was written.',
    mend: 'Start again, so that the session goes on from what is stored. If it happens twice, report it.',
  },
} as const;
