/** Keys of people and of this host, and what they sign. */
export const keyCodes = {
  KEY_EXISTS: {
    meaning: 'There is a key of this name already.',
    mend: 'Choose another name, or take the old key out of use with `ballast keys revoke NAME`; a name that was revoked stays taken, so that old signatures keep their meaning.',
  },
  KEY_UNKNOWN: {
    meaning: 'No key of this name is known here, or a signature was made with another key than the one of its name.',
    mend: '`ballast keys list` shows the keys; `ballast keys add NAME` makes one, `ballast keys add NAME --public FILE` takes in one from another machine.',
  },
  KEY_REVOKED: {
    meaning: 'The key was taken out of use; it signs nothing more, and what it signed no longer counts.',
    mend: 'Sign with a key that is in use: `ballast keys list`.',
  },
  KEY_UNREADABLE: {
    meaning: "A key's file is missing, unreadable or damaged.",
    mend: 'Sign on the machine that holds the private key, or restore its file from a backup.',
  },
  KEY_EXPOSED: {
    meaning: 'Others on this machine may read a private key.',
    mend: 'Revoke the key and make a new one, or, where nobody can have read it, run chmod 600 on its file.',
  },
  KEY_PASSPHRASE: {
    meaning: 'A private key is protected by a passphrase that was not given, or that does not fit.',
    mend: 'Name a file that holds it: BALLAST_KEY_PASSPHRASE_FILE.',
  },
  SIGNATURE_INVALID: {
    meaning: 'A signature does not belong to what it stands under: the text was changed, or somebody else signed it.',
    mend: 'Do not use it. Have it signed again by the person who means it.',
  },
  SIGNATURE_STALE: {
    meaning: 'A signed command came too late, too early, or a second time.',
    mend: 'Send the command again; if it stays, compare the clocks of the machines.',
  },
} as const;
