/** A text from outside as every engine stores it and gives it back unchanged: PostgreSQL refuses NUL, UTF-8 knows no lone surrogates. */
export function storable(text: string): string {
  // Hardly any text holds such a thing, and to look is cheaper than to copy.
  return text.includes('\0') || !text.isWellFormed() ? text.replaceAll('\0', '\ufffd').toWellFormed() : text;
}
