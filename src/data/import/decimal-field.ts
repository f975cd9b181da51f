const ZERO = 48;
const NINE = 57;
const POINT = 46;
const MINUS = 45;
const PLUS = 43;
/** Digits that may fit into Number exactly; more surely do not. */
const EXACT_DIGITS = 16;
/** Powers of ten that are exact doubles. */
const POWERS: readonly number[] = Array.from({ length: 23 }, (_, exponent) => Number(`1e${exponent}`));
const SCIENTIFIC = /^([+-]?)(\d*)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** What a field was found to be. */
export type FieldKind = 'number' | 'empty' | 'not-a-number' | 'too-long';

/**
 * Reads decimal numbers straight from bytes, without a string for the ordinary ones.
 * After `read` gave `number`, the value is `mantissa / 10^decimals`, exactly, with no trailing zeros in the decimals.
 */
export class DecimalField {
  mantissa = 0;
  decimals = 0;

  /** Reads the bytes from `start` to `end` (exclusive). `too-long` means a number with more digits than a price can have. */
  read(bytes: Buffer, start: number, end: number): FieldKind {
    if (start === end) return 'empty';
    const first = bytes[start];
    let at = first === MINUS || first === PLUS ? start + 1 : start;
    const bare = at === end || (at + 1 === end && bytes[at] === POINT);
    if (bare || end - at > EXACT_DIGITS) return this.#readSlowly(bytes, start, end);
    let mantissa = 0;
    let decimals = 0;
    // Zeros after the point count only when another digit follows: 1.500 has one decimal.
    let heldZeros = 0;
    let inFraction = false;
    for (; at < end; at += 1) {
      const byte = bytes[at] as number;
      if (byte === POINT && !inFraction) {
        inFraction = true;
      } else if (byte < ZERO || byte > NINE) {
        return this.#readSlowly(bytes, start, end);
      } else if (!inFraction) {
        mantissa = mantissa * 10 + (byte - ZERO);
      } else if (byte === ZERO) {
        heldZeros += 1;
      } else {
        for (decimals += heldZeros + 1; heldZeros > 0; heldZeros -= 1) mantissa *= 10;
        mantissa = mantissa * 10 + (byte - ZERO);
      }
    }
    if (mantissa > Number.MAX_SAFE_INTEGER) return 'too-long';
    this.mantissa = first === MINUS ? -mantissa : mantissa;
    this.decimals = decimals;
    return 'number';
  }

  #readSlowly(bytes: Buffer, start: number, end: number): FieldKind {
    const match = SCIENTIFIC.exec(bytes.toString('latin1', start, end));
    if (match === null) return 'not-a-number';
    const [, sign, whole = '', fraction = '', exponent = '0'] = match;
    if (whole + fraction === '') return 'not-a-number';
    const digits = (whole + fraction).replace(/^0+/, '');
    const kept = digits.replace(/0+$/, '');
    const decimals = kept === '' ? 0 : fraction.length - Number(exponent) - (digits.length - kept.length);
    const integer = Number(kept) * 10 ** Math.max(0, -decimals);
    if (!Number.isSafeInteger(integer)) return 'too-long';
    this.mantissa = sign === '-' ? -integer : integer;
    this.decimals = Math.max(0, decimals);
    return 'number';
  }
}

/** The double nearest to a field, as `Number` reads it; NaN where it is no number, undefined where it is empty. */
export function readDouble(field: DecimalField, bytes: Buffer, start: number, end: number): number | undefined {
  const kind = field.read(bytes, start, end);
  if (kind === 'empty') return undefined;
  if (kind === 'not-a-number') return NaN;
  // Both sides are exact doubles, so the one division rounds to what the text means.
  const power = POWERS[field.decimals];
  if (kind === 'number' && power !== undefined) return field.mantissa / power;
  return Number(bytes.toString('latin1', start, end));
}
