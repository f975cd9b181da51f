import { isBallastError } from '../../kernel/errors.ts';
import {
  MICROS_PER_HOUR,
  MICROS_PER_MILLISECOND,
  MICROS_PER_MINUTE,
  MICROS_PER_SECOND,
  parseTime,
  type Micros,
} from '../../kernel/time.ts';

const ZERO = 48;
const NINE = 57;
/** Below this a count is seconds (until the year 5138), below the next milliseconds (from 1973 on), then microseconds, nanoseconds. */
const SECONDS_BELOW = 1e11;
const MILLISECONDS_BELOW = 1e14;
const MICROSECONDS_BELOW = 1e17;
/** `2017-07-01 12-PM`, as CryptoDataDownload writes its hours. */
const TWELVE_HOUR = /^(\d{4}-\d{2}-\d{2}) (\d{1,2})-(AM|PM)$/;
const OFFSET = /([+-])(\d{2}):?(\d{2})$/;

/**
 * The moment that a field means, in microseconds UTC; NaN where it means none. Counts since 1970 are told apart by
 * their size, each by itself, because venues change the unit within one history. Text is a date or date-time, UTC
 * unless it carries an offset.
 */
export function readTime(bytes: Buffer, start: number, end: number): Micros {
  let count = 0;
  for (let at = start; at < end; at += 1) {
    const byte = bytes[at] as number;
    if (byte < ZERO || byte > NINE) return readTimeText(bytes.toString('latin1', start, end));
    count = count * 10 + (byte - ZERO);
  }
  return start === end ? NaN : microsOfCount(count);
}

function microsOfCount(count: number): Micros {
  if (count < SECONDS_BELOW) return count * MICROS_PER_SECOND;
  if (count < MILLISECONDS_BELOW) return count * MICROS_PER_MILLISECOND;
  if (count < MICROSECONDS_BELOW) return count;
  // A count of nanoseconds is beyond exact integers; bars start on whole microseconds, so the nearest one is meant.
  return Math.round(count / 1000);
}

/** The moment that a text means, in microseconds UTC; NaN where it means none. */
export function readTimeText(text: string): Micros {
  if (/^\d+\.\d+$/.test(text)) return Math.round(microsOfCount(Number(text)));
  const clock = TWELVE_HOUR.exec(text);
  if (clock !== null) {
    const hour = (Number(clock[2]) % 12) + (clock[3] === 'PM' ? 12 : 0);
    return Number(clock[2]) > 12 ? NaN : plainTime(clock[1] ?? '') + hour * MICROS_PER_HOUR;
  }
  const offset = text.includes(':') ? OFFSET.exec(text) : null;
  if (offset === null) return plainTime(text.replace(/ UTC$/, ''));
  const shift = Number(offset[2]) * MICROS_PER_HOUR + Number(offset[3]) * MICROS_PER_MINUTE;
  return plainTime(text.slice(0, offset.index)) + (offset[1] === '-' ? shift : -shift);
}

function plainTime(text: string): Micros {
  try {
    return parseTime(text);
  } catch (error) {
    if (isBallastError(error, 'TIME_INVALID')) return NaN;
    throw error;
  }
}
