/** Error codes of running processes. */
export const runCodes = {
  RUNTIME_UNSUPPORTED: {
    meaning: 'The Node that runs Ballast is older than the one it needs, and the pinned one is not installed.',
    mend: 'Install Node 24, or reinstall Ballast with its optional dependencies, which bring it along.',
  },
  INTERNAL_ERROR: {
    meaning: 'Ballast met an error that it did not expect. Its details are in the named file.',
    mend: 'Report it with the details; BALLAST_DEBUG=1 shows them on the screen.',
  },
  RUN_PORT_IN_USE: {
    meaning: 'Another process listens on the port of the status server.',
    mend: 'Choose a free port with server.port or --port, or stop the other process.',
  },
  RUN_ADDRESS_UNUSABLE: {
    meaning: 'The address of the status server is not one of this machine, or this user may not listen on its port.',
    mend: 'Set server.host to an address of this machine (127.0.0.1), and server.port to 1024 or higher.',
  },
  RUN_HOST_REFUSED: {
    meaning: 'The status server was asked under a name that it was not told of; a page of a stranger could do that in your browser.',
    mend: 'Ask it by its address or as localhost, or add the name to server.allowedHosts.',
  },
  RUN_NOT_RUNNING: {
    meaning: 'No Ballast runs on this home folder: nobody answers on its command socket.',
    mend: 'Start one with `ballast paper`, or name the home of the running one with --home DIR.',
  },
  RUN_UNKNOWN: {
    meaning: 'No kept backtest has this id.',
    mend: 'See `ballast runs list`; the first characters of an id are enough where they are unique.',
  },
  RUN_FILE_MISSING: {
    meaning: 'A backtest is listed, and the file with its whole result is gone or cannot be read.',
    mend: 'Run it again; `ballast runs list --json` still has its settings and statistics.',
  },
  CONTROL_IN_USE: {
    meaning: 'Another running Ballast answers on the command socket of this home folder.',
    mend: 'Stop it with `ballast stop`, or use another home folder.',
  },
  CONTROL_UNUSABLE: {
    meaning: 'The command socket cannot be made or reached: no right to it, or the path of the home folder is too long for a Unix socket.',
    mend: 'Use a home folder of this user, on a local disk, with a path of at most 90 bytes.',
  },
  CONTROL_UNANSWERED: {
    meaning: 'The running Ballast did not answer a command in time, or answered something that is not an answer.',
    mend: 'Look at its log; `ballast kill` works through the kill file even then.',
  },
  CONTROL_REFUSED: {
    meaning: 'The running Ballast does not know the command, or could not read it.',
    mend: 'Use the same version of Ballast for the command line and for the running process.',
  },
  HALT_SCOPE_UNKNOWN: {
    meaning: 'What is to be halted, or let go on, is nothing that the session trades.',
    mend: 'Name an instrument, strategy or venue of `ballast status`, or leave the name out: then all trading is meant.',
  },
  KILL_UNFINISHED: {
    meaning:
      'Trading is halted, and yet something is left that should not be: an order that adds exposure, or a position that was to be closed.',
    mend: 'The engine goes on with it. Look with `ballast kill` once more, or at the venue itself; what is left is named above.',
  },
  DRILL_FAILED: {
    meaning: 'A drill has not met its targets, or could not be carried out.',
    mend: 'See which figure is beyond its target. On a machine that is busy with other things, run it again alone.',
  },
  KILL_FILE_UNWRITABLE: {
    meaning: 'The file that kills trading cannot be written or taken away.',
    mend: 'Give this user the right to write there; any file of that name kills, however it is made.',
  },
  NOTIFY_URL_INVALID: {
    meaning: 'The file that should hold the URL of the webhook is missing, unreadable, or holds something else.',
    mend: 'Write one http or https URL into the file that notify.webhook.urlFile names.',
  },
  NOTIFY_FAILED: {
    meaning: 'A notice could not be delivered within its tries, or was dropped because too many were waiting.',
    mend: 'Check the URL in notify.webhook.urlFile and whether its server answers; the notice itself is in the log.',
  },
} as const;
