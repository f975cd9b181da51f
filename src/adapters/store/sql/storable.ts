/** A text from outside as every engine stores it and gives it back unchanged: PostgreSQL refuses NUL, UTF-8 knows no lone surrogates. */
export function storable(text: string): string {
  return text.replaceAll('\0', '\ufffd').toWellFormed();
}
