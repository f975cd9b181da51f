/** Error codes of the command line's arguments, the configuration and the home folder. */
export const configCodes = {
  USAGE_INVALID: {
    meaning: 'The command line names an unknown command or option, or leaves out an argument.',
    mend: 'See `ballast --help`, or `ballast COMMAND --help`.',
  },
  CONFIG_MISSING: {
    meaning: 'There is no configuration file where one was looked for.',
    mend: 'Write one with `ballast init`, or name another with --config FILE.',
  },
  CONFIG_UNREADABLE: {
    meaning: 'A configuration file, or a file that it names, exists and cannot be read.',
    mend: 'Give the user that runs Ballast the right to read the file; it must be UTF-8 text of at most 1 MB.',
  },
  CONFIG_SYNTAX: {
    meaning:
      'The configuration is not the plain YAML that Ballast reads: broken syntax, a key given twice, an anchor or tag, a trap such as 010.',
    mend: 'Correct the named lines; put quotes round texts that YAML would read as something else.',
  },
  CONFIG_INVALID: {
    meaning: 'The configuration has unknown keys, missing keys, or values outside what their keys allow; all of them are listed.',
    mend: 'Correct the named lines; docs/configuration.md explains every key, `ballast config check` what a file means.',
  },
  CONFIG_NEWER: {
    meaning: 'The configuration was written for a newer Ballast.',
    mend: 'Install that Ballast, or write the file for this one (see the key version in docs/configuration.md).',
  },
  INIT_EXISTS: {
    meaning: '`ballast init` found a file that it would have to overwrite, and wrote nothing.',
    mend: 'Name an empty folder, or move the named files away.',
  },
  INIT_OWN_SOURCE: {
    meaning: '`ballast init` was asked to write into the sources of Ballast itself, where a strategy would be among those that ship.',
    mend: 'Name another folder: `ballast init ../my-strategies`.',
  },
  INIT_UNWRITABLE: {
    meaning: '`ballast init` could not write its files, and took back what it had written.',
    mend: 'Name a folder that this user may write to, on a disk with space left.',
  },
  HOME_MISSING: {
    meaning: 'The folder that should hold all state is not there, or is not one that Ballast made.',
    mend: 'Make it with `ballast init`, or name another with --home DIR or BALLAST_HOME.',
  },
  HOME_NEWER: {
    meaning: 'The home folder was laid out by a newer Ballast.',
    mend: 'Use that Ballast, or another home folder.',
  },
  HOME_UNWRITABLE: {
    meaning: 'The home folder cannot be made or written to.',
    mend: 'Name a folder that this user may write to with --home DIR or BALLAST_HOME, on a disk with space left.',
  },
} as const;
