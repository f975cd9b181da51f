import type { Database, Write } from './schema.ts';

/** A lock that the operating system or the database server frees when its holder ends, however that ends. */
export interface Hold {
  /** Whether it is known to be held no longer. */
  readonly lost: boolean;
  release(): Promise<void>;
}

/** A multi-row insert as it was built once; its parameters are the values of `columns`, row by row. */
export interface InsertStatement {
  readonly sql: string;
  readonly columns: readonly string[];
}

/** What differs between the databases; all else is written once, above this. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Where the store lies, for messages; never with a password. */
  readonly place: string;
  readonly database: Database;
  /** Inserts that were built before, by table and number of rows. */
  readonly inserts: Map<string, InsertStatement>;
  /** Makes a query in a transaction keep its rows from others until the transaction ends. */
  lockRows<Query extends { forUpdate(): Query }>(query: Query): Query;
  /** Keeps other starters from changing the schema until the transaction ends. */
  lockSchema(write: Write): Promise<void>;
  /** Takes the lock of a name; `undefined` while another holds it. */
  hold(name: string): Promise<Hold | undefined>;
  /** The error in Ballast's terms; errors that are in them already stay as they are. */
  translate(error: unknown): Error;
  close(): Promise<void>;
}
