/** Error codes of backups. */
export const backupCodes = {
  BACKUP_UNREADABLE: {
    meaning: 'A backup is missing, cannot be read, or is none.',
    mend: 'Name a file that `ballast backup` wrote.',
  },
  BACKUP_DAMAGED: {
    meaning: 'A backup is cut short or was changed: what is in it is not what it says. Nothing of it was restored.',
    mend: 'Take an older backup. `ballast drill restore FILE` says beforehand whether one can be restored.',
  },
  BACKUP_OTHER_VERSION: {
    meaning: 'A backup has another schema than this Ballast writes.',
    mend: 'Restore it with the version of Ballast that wrote it, then start the newer one on that store: it brings it up to date.',
  },
  BACKUP_STORE_IN_USE: {
    meaning: 'The store has something in it already. A backup is restored into an empty one only, so that nothing is lost.',
    mend: 'Name an empty place: another --home, or another database in store.url.',
  },
} as const;
