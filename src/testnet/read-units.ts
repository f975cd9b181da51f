const PLAIN = /^(\d{1,15})(?:\.(\d*))?$/;

/** The integer at `scale` that a client wrote as a plain decimal; undefined for what is none, is negative, or has more decimals than that. */
export function readUnits(text: string | null | undefined, scale: number): number | undefined {
  const [, whole = '', fraction = ''] = PLAIN.exec(text ?? '') ?? [];
  const kept = fraction.replace(/0+$/, '');
  if (whole === '' || kept.length > scale) return undefined;
  const units = Number(whole + kept.padEnd(scale, '0'));
  return Number.isSafeInteger(units) ? units : undefined;
}
