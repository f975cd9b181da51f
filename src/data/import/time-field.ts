import { isBallastError } from '../../kernel/errors.ts';
import { MICROS_PER_HOUR, MICROS_PER_MINUTE, MICROS_PER_SECOND, parseTime, type Micros } from '../../kernel/time.ts';

const ZERO = 48;
const NINE = 57;
/** The count of seconds that begins 2099-12: a larger number counts something shorter. */
const LATEST_SECONDS = 4.1e9;
/** Counts below this are no times: the first three years of the epoch are given up to tell the units apart. */
const EARLIEST_SECONDS = 1e8;
/** `2017-07-01 12-PM`, as CryptoDataDownload writes its hours. */
const TWELVE_HOUR = /^(\d{4}-\d{2}-\d{2}) (\d{1,2})-(AM|PM)$/;
const OFFSET = /([+-])(\d{2}):?(\d{2})$/;

/**
 * The moment that a field means, in microseconds UTC; NaN where it means none. Counts since 1970 are told apart by
 * their size, each by itself, because venues change the unit within one history; 8 and 14 digits are YYYYMMDD[HHMMSS].
 * Text is a date or date-time, UTC unless it carries an offset.
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
  for (const unitsPerSecond of [1, 1e3, 1e6, 1e9]) {
    const seconds = count / unitsPerSecond;
    // Bars start on whole microseconds; a count of nanoseconds, beyond exact integers, means the nearest.
    if (seconds < EARLIEST_SECONDS || seconds >= LATEST_SECONDS) continue;
    return Math.round(
      unitsPerSecond > MICROS_PER_SECOND ? count / (unitsPerSecond / MICROS_PER_SECOND) : count * (MICROS_PER_SECOND / unitsPerSecond),
    );
  }
  const digits = String(count);
  if (digits.length === 8) return plainTime(digits.replace(/(....)(..)(..)/, '$1-$2-$3'));
  if (digits.length === 14) return plainTime(digits.replace(/(....)(..)(..)(..)(..)(..)/, '$1-$2-$3T$4:$5:$6'));
  return NaN;
}

/** The moment that a text means, in microseconds UTC; NaN where it means none. */
export function readTimeText(text: string): Micros {
  if (/^\d+\.\d+$/.test(text)) return microsOfCount(Number(text));
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
