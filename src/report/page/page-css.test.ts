import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';

type Colour = readonly [red: number, green: number, blue: number];

const css = readFileSync(new URL('page.css', import.meta.url), 'utf8');
/** The blocks of variables in their order: light, dark, paper. */
const blocks = [...css.matchAll(/(?::root|\.palette-print) \{([^}]*--page[^}]*)\}/g)].map(
  (match) => new Map([...(match[1] ?? '').matchAll(/--([\w-]+): ([^;]+);/g)].map(([, name = '', value = '']) => [name, value])),
);
const [light = new Map<string, string>(), dark = new Map<string, string>(), paper = new Map<string, string>()] = blocks;

function colour(palette: ReadonlyMap<string, string>, name: string): Colour {
  const value = palette.get(name) ?? light.get(name) ?? '';
  const parts = value.startsWith('#') ? [1, 3, 5].map((at) => Number.parseInt(value.slice(at, at + 2), 16)) : value.split(',').map(Number);
  const [red = Number.NaN, green = Number.NaN, blue = Number.NaN] = parts;
  return [red, green, blue];
}

function blend(over: Colour, under: Colour, share: number): Colour {
  const mix = (index: 0 | 1 | 2): number => over[index] * share + under[index] * (1 - share);
  return [mix(0), mix(1), mix(2)];
}

/** Relative luminance and contrast as WCAG 2 defines them. */
function luminance(of: Colour): number {
  const [red = 0, green = 0, blue = 0] = of.map((part) =>
    part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

function contrast(one: Colour, other: Colour): number {
  const [high = 0, low = 0] = [luminance(one), luminance(other)].sort((left, right) => right - left);
  return (high + 0.05) / (low + 0.05);
}

test('there are three palettes: light, dark and paper', () => assert.equal(blocks.length, 3));

describe('every text can be read: contrast of at least 4.5 (WCAG 2 AA)', () => {
  for (const [name, palette] of Object.entries({ light, dark, paper })) {
    for (const ground of ['page', 'card']) {
      for (const text of ['text', 'muted', 'accent', 'gain', 'loss']) {
        test(`${text} on ${ground}, ${name}`, () => assert.ok(contrast(colour(palette, text), colour(palette, ground)) >= 4.5));
      }
    }
    for (const heat of ['gain', 'loss']) {
      const share = Number(new RegExp(`\\.${heat}-5 \\{ background: rgba\\(var\\(--${heat}-rgb\\), ([\\d.]+)\\)`).exec(css)?.[1]);
      test(`text on the deepest ${heat} of the heat map, ${name}`, () => {
        const ground = blend(colour(palette, `${heat}-rgb`), colour(palette, 'card'), share);
        assert.ok(contrast(colour(palette, 'text'), ground) >= 4.5);
      });
    }
  }
});
