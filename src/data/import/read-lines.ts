import { fail } from '../../kernel/errors.ts';

const NEWLINE = 10;
const CARRIAGE_RETURN = 13;
/** Bytes after which a line without an end is not waited for. */
const LONGEST_LINE = 1 << 20;

/**
 * A line: the bytes from `start` to `end` (exclusive, line ending left out), its number from 1, and whether a line ending followed.
 * The bytes are valid during the call only.
 */
export type OnLine = (bytes: Buffer, start: number, end: number, line: number, ended: boolean) => void;

/** Cuts the bytes of the file `path` into lines without making strings of them. Errors: `DATA_LAYOUT_UNKNOWN` for a line that does not end. */
export async function readLines(path: string, chunks: AsyncIterable<Buffer>, onLine: OnLine): Promise<void> {
  let rest: Buffer = Buffer.alloc(0);
  let line = 0;
  const emit = (bytes: Buffer, start: number, newline: number, ended: boolean): void => {
    const end = newline > start && bytes[newline - 1] === CARRIAGE_RETURN ? newline - 1 : newline;
    line += 1;
    onLine(bytes, start, end, line, ended);
  };
  for await (const chunk of chunks) {
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    let start = 0;
    for (let newline = bytes.indexOf(NEWLINE); newline >= 0; newline = bytes.indexOf(NEWLINE, start)) {
      emit(bytes, start, newline, true);
      start = newline + 1;
    }
    rest = bytes.subarray(start);
    if (rest.length > LONGEST_LINE)
      fail('DATA_LAYOUT_UNKNOWN', `line ${line + 1} has over ${LONGEST_LINE} bytes; this is no table`, { where: path });
  }
  if (rest.length > 0) emit(rest, 0, rest.length, false);
}
