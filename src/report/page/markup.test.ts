import assert from 'node:assert/strict';
import { test } from 'node:test';

import fc from 'fast-check';

import { embeddedJson, html, trustedHtml } from './markup.ts';

test('texts are escaped, markup and lists of it are not', () => {
  const bold = html`<b>${'a & b'}</b>`;
  assert.equal(
    html`<p title="${'"x" \'y\''}">${[bold, bold]}${3}</p>`.text,
    '<p title="&quot;x&quot; &#39;y&#39;"><b>a &amp; b</b><b>a &amp; b</b>3</p>',
  );
  assert.equal(html`${trustedHtml('<i>')}${'<i>'}`.text, '<i>&lt;i&gt;');
});

test('no text can open or close an element, an attribute or a reference', () => {
  fc.assert(
    fc.property(fc.string({ unit: fc.constantFrom('<', '>', '"', "'", '&', 'a', '/', '`') }), (text) => {
      assert.doesNotMatch(html`${text}`.text.replaceAll(/&(?:amp|lt|gt|quot|#39);/g, ''), /[<>"'&]/);
    }),
  );
});

test('embedded JSON reads back as it was and has no < in it', () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const { text } = embeddedJson({ value, evil: '</script><!--\u2028' });
      assert.doesNotMatch(text, /[<\u2028\u2029]/);
      assert.deepEqual(JSON.parse(text), JSON.parse(JSON.stringify({ value, evil: '</script><!--\u2028' })));
    }),
  );
});
