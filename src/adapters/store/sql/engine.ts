import type { Database, Write } from './schema.ts';

/** A lock that the operating system or the database server frees when its holder ends, however that ends. */
export interface Hold {
  /** Whether it is known to be held no longer. */
  readonly lost: boolean;
  release(): Promise<void>;
}

/** The text of a statement, built once: to build it takes longer than to run it. An insert's values are those of `columns`, row by row. */
export interface BuiltStatement {
  readonly sql: string;
  readonly columns: readonly string[];
}

/** A statement by the name under which it was built, with the values of this run. */
export interface Statement<Row = unknown> {
  readonly name: string;
  readonly sql: string;
  readonly parameters: readonly unknown[];
  /** What it answers with; never there, for types only. */
  readonly row?: Row;
}

/** What is read before something is written; `undefined` stands for what need not be read this time. */
export type Reads = readonly (Statement | undefined)[];

/** The rows that each of them found. */
export type Found<Each extends Reads> = {
  readonly [Index in keyof Each]: readonly RowOf<Each[Index]>[];
};

type RowOf<Each> = Each extends Statement<infer Row> ? Row : never;

/** What differs between the databases; all else is written once, above this. */
export interface Engine {
  readonly name: 'sqlite' | 'postgres';
  /** Where the store lies, for messages; never with a password. */
  readonly place: string;
  readonly database: Database;
  /** Statements that were built before, by name. */
  readonly statements: Map<string, BuiltStatement>;
  /**
   * A synced transaction in two parts, past the query builder and with as few waits as the database allows: all is read, then all is written that
   * `write` answers to what was found. When it throws, nothing is written.
   */
  transact<Each extends Reads>(reads: Each, write: (found: Found<Each>) => readonly Statement[]): Promise<void>;
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
