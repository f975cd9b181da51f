import { z } from 'zod';

/** What a key means, for docs/configuration.md, the commented file of `ballast init` and `ballast config check`. */
export interface KeyDoc {
  readonly doc: string;
  /** A value as it stands in the file; the default is shown where this is left out. */
  readonly example?: string;
  /** What the file of `ballast init` says instead, so that a first try shows something soon. */
  readonly sample?: string;
}

/** The documentation of every key, by its schema. */
export const keyDocs = z.registry<KeyDoc>();
