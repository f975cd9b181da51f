/** Text that is HTML already. Only `html` and `trustedHtml` make it. */
export class Markup {
  readonly text: string;

  constructor(text: string) {
    this.text = text;
  }
}

/** What may stand in an `html` template: text is escaped, markup and lists of it are taken as they are. */
export type MarkupValue = string | number | Markup | readonly Markup[];

/** HTML from a template. Every text put into it is escaped, so that a name cannot become an element or an attribute. */
export function html(strings: TemplateStringsArray, ...values: readonly MarkupValue[]): Markup {
  return new Markup(strings.reduce((text, part, index) => text + markupOf(values[index - 1] ?? '') + part));
}

/** Text of our own that is HTML, CSS or script as it stands. Never for anything that came from outside. */
export function trustedHtml(text: string): Markup {
  return new Markup(text);
}

/** A value as JSON for a `<script type="application/json">`, from which nothing can break out. */
export function embeddedJson(value: unknown): Markup {
  return new Markup(JSON.stringify(value).replaceAll('<', '\\u003c').replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029'));
}

function markupOf(value: MarkupValue): string {
  if (value instanceof Markup) return value.text;
  if (typeof value === 'object') return value.map((part) => part.text).join('');
  return escapeText(String(value));
}

const ESCAPES: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

function escapeText(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => ESCAPES[character] ?? '');
}
