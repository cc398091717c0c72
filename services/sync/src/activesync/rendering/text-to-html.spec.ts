import fc from 'fast-check';
import { htmlToText } from '@postbus/oxcmail';
import { describe, expect, it } from 'vitest';
import { textToHtml } from './text-to-html.ts';

describe('text as HTML', () => {
  it('shows markup as text, and keeps lines and blanks', () => {
    expect(textToHtml('a <b>&"\r\n  c\td')).toBe(
      '<html><head><meta charset="utf-8"></head><body><div>a &lt;b&gt;&amp;&quot;<br>\r\n&nbsp; c&nbsp;&nbsp;&nbsp; d</div></body></html>',
    );
  });

  it('has no markup but its own, whatever the text', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('<', '>', '&', '"', 'b', '/', ' ', '\n') }), (text) => {
        const tags = new Set(textToHtml(text).match(/<[^>]*>/g));
        tags.delete('<br>');
        expect([...tags].sort()).toEqual(
          [
            '</body>',
            '</div>',
            '</head>',
            '</html>',
            '<body>',
            '<div>',
            '<head>',
            '<html>',
            '<meta charset="utf-8">',
          ].sort(),
        );
      }),
    );
  });

  it('reads as the same text', () => {
    expect(htmlToText(textToHtml('one\r\ntwo <three>\r\n\r\nfour'))).toBe('one\r\ntwo <three>\r\n\r\nfour');
  });
});
