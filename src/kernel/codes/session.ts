/** Error codes of sessions: paper trading and its recovery. */
export const sessionCodes = {
  RUN_SESSION_CHANGED: {
    meaning: 'A session is to be continued with other strategies, parameters or trading settings than it was begun with.',
    mend: 'Bring the configuration back to what it was, or begin a session of another name with --session NAME.',
  },
  RUN_NOT_RECONCILED: {
    meaning: 'The ledger and the venue do not agree on what is held or on open orders, and nothing explains it.',
    mend: 'Compare the named sides. What you know the reason of, such as interest, book with `ballast reconcile --accept`; report it if the venue is the simulated one.',
  },
  SESSION_UNKNOWN: {
    meaning: 'The home folder has no session of this name, or several and none was named.',
    mend: 'Name one of those in the message with --session NAME, or another home folder with --home DIR.',
  },
  JOURNAL_NEWER: {
    meaning: 'The journal or a snapshot of the session was written by a newer Ballast, in a form that this one does not know.',
    mend: 'Continue the session with that Ballast or a newer one.',
  },
  RUN_RECOVERING: {
    meaning: 'The session is still coming back to where it was, or waits for its store to answer again.',
    mend: 'Ask again in a moment; /health/ready says when it is ready, and what it waits for.',
  },
  HOME_IN_USE: {
    meaning: 'Another Ballast runs on this home folder. One folder holds the state of one running engine.',
    mend: 'Stop the other one with `ballast stop`, or name another folder with --home DIR.',
  },
  FEED_TICKS_CONFLICT: {
    meaning: 'Two strategies of a session want different ticks of one instrument: trades and quotes.',
    mend: 'Let both use the same ticks, or run one of them in a session and home folder of its own.',
  },
  FEED_BAR_LATE: {
    meaning: 'A bar came after the others of its time had gone on without it. It is left out.',
    mend: 'Nothing is to be done if it is rare; raise feed.patience where a venue is slow to tell of some of its bars.',
  },
  RUN_ENGINE_ENDED: {
    meaning: 'The thread that trades ended unexpectedly. What it had decided is stored.',
    mend: 'Start again: the session goes on where it was. Report the message if it happens twice.',
  },
} as const;
