/** Error codes of sessions: paper trading and its recovery. */
export const sessionCodes = {
  RUN_SESSION_CHANGED: {
    meaning: 'A session is to be continued with other strategies, parameters or trading settings than it was begun with.',
    mend: 'Bring the configuration back to what it was, or begin a session of another name with --session NAME.',
  },
  RUN_NOT_RECONCILED: {
    meaning: 'After a restart the ledger and the venue do not agree on positions or open orders. Trading stays shut.',
    mend: 'Compare the named sides; report it if the venue is the simulated one, whose state is stored with the ledger.',
  },
  JOURNAL_NEWER: {
    meaning: 'The journal or a snapshot of the session was written by a newer Ballast, in a form that this one does not know.',
    mend: 'Continue the session with that Ballast or a newer one.',
  },
  RUN_ENGINE_ENDED: {
    meaning: 'The thread that trades ended unexpectedly. What it had decided is stored.',
    mend: 'Start again: the session goes on where it was. Report the message if it happens twice.',
  },
} as const;
