/** Error codes of market data and the catalog. */
export const dataCodes = {
  DATA_NOT_FOUND: {
    meaning: 'The catalog holds no series from which the asked bars can be read or built.',
    mend: 'See `ballast data list` for what there is; `ballast data import` and `ballast data download` add to it.',
  },
  DATA_CORRUPT: {
    meaning: 'A file of the catalog cannot be read, or its rows do not match the fingerprint they were stored with.',
    mend: 'Restore the named file from a backup, or delete it and import the data again.',
  },
  DATA_CONFLICT: {
    meaning: 'New data has a bar at a time that is taken by a bar with other values.',
    mend: 'Find out which source is right; --on-conflict keep or replace decides for the whole import.',
  },
  DATA_BUSY: {
    meaning: 'Another process is writing to the catalog.',
    mend: 'Wait until it has finished and try again.',
  },
  DATA_UNWRITABLE: {
    meaning: 'The catalog could not be written: the disk is full or read-only, or permission is missing. It is as it was before.',
    mend: 'Make room or give write permission to the named path, then run the same command again.',
  },
  DATA_FILE_UNREADABLE: {
    meaning: 'A file to import cannot be opened or decompressed.',
    mend: 'Check the path and that the file is complete.',
  },
  DATA_LAYOUT_UNKNOWN: {
    meaning: 'The columns of a file to import could not be told.',
    mend: 'Give the file a header line such as timestamp,open,high,low,close,volume.',
  },
  DATA_INTERVAL_MISMATCH: {
    meaning: 'The rows of the files to import are further apart, or closer together, than the interval that was named.',
    mend: 'Name the interval of the bars in the files with --interval.',
  },
  DATA_BAD_ROW: {
    meaning: 'A file to import has rows that cannot be bars; nothing was imported.',
    mend: 'Correct the named rows, or import with --on-bad skip (drop them) or --on-bad fix (repair what can be repaired).',
  },
  DATA_SYNTH_REAL: {
    meaning: 'Made-up bars were to be stored among those of a real venue.',
    mend: 'Name an instrument of the venue SYNTH, such as BTC/USDT.SYNTH; more of them can be defined in ballast.yaml.',
  },
} as const;
