/** What can be wrong with the replay of a session. */
export const replayCodes = {
  REPLAY_DIFFERS: {
    meaning: 'The same inputs have led to another decision than the one on record: the first that differs is shown with both sides.',
    mend: 'With --changed this is what the change does. Without it somebody has altered the store, which `ballast audit verify` tells, or Ballast decides otherwise than it did: report it.',
  },
  REPLAY_CHANGED: {
    meaning:
      'The session ran by other code or settings than those of ballast.yaml now, so that a replay says nothing of what was decided then.',
    mend: 'Bring back what it ran by, or add --changed to see what the change would have made of it.',
  },
  REPLAY_GAP: {
    meaning: 'The ticks of that time have left the journal, and with them what the decisions of then came from.',
    mend: 'Replay from when on the message says it can be.',
  },
  REPLAY_EMPTY: {
    meaning: 'The session has taken no input within what is asked for.',
    mend: 'Let it begin, or name a later time with --until.',
  },
  REPLAY_ORDER_UNKNOWN: {
    meaning: 'The session has no order of this id, or none that it makes when it is replayed so far.',
    mend: 'Name an order by its client order id, as `ballast orders` shows it; a refused order has none.',
  },
} as const;
