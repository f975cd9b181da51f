import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

import { trustedHtml, type Markup } from './markup.ts';

/** The style and scripts of a page as elements, and the policy that allows these very ones and nothing else. */
export interface Inlined {
  readonly style: Markup;
  readonly scripts: readonly Markup[];
  /** A Content-Security-Policy: no network, no other script or style, whatever the page's texts say. */
  readonly policy: string;
}

/** The page's style and scripts; the chart library and what draws with it only where there is something to draw. */
export function inlined(options: { readonly withCharts: boolean }): Inlined {
  const own = (name: string): string => fileText(new URL(name, import.meta.url));
  const style = own('page.css');
  const scripts = [...(options.withCharts ? [chartLibrary(), own('draw-charts.js')] : []), own('sort-tables.js')].map(withoutEndTag);
  return {
    // Elements are put together here, since a template's line breaks would change what the hashes stand for.
    style: trustedHtml(`<style>${style}</style>`),
    scripts: scripts.map((script) => trustedHtml(`<script>${script}</script>`)),
    policy: `default-src 'none'; script-src ${hashes(scripts)}; style-src ${hashes([style])}; img-src data:; base-uri 'none'; form-action 'none'`,
  };
}

function chartLibrary(): string {
  const entry = import.meta.resolve('lightweight-charts');
  return fileText(new URL('lightweight-charts.standalone.production.js', entry));
}

function hashes(texts: readonly string[]): string {
  return texts.map((text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`).join(' ');
}

/** A script's text in a form that cannot end its own element. */
function withoutEndTag(script: string): string {
  return script.replaceAll('</script', '<\\/script');
}

function fileText(url: URL): string {
  return readFileSync(url, 'utf8');
}
