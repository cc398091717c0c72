import { describe, expect, it } from 'vitest';
import { htmlToText } from './html-to-text.ts';

describe('text of HTML', () => {
  it.each([
    ['<p>One</p><p>Two</p>', 'One\r\n\r\nTwo'],
    ['One<br>two<BR/>three', 'One\r\ntwo\r\nthree'],
    ['<div>a</div><div>b</div>', 'a\r\nb'],
    ['<html><head><title>t</title><style>p{}</style></head><body>x<script>a<b</script>y</body>', 'xy'],
    ['<ul><li>a<li>b</ul>c', '* a\r\n* b\r\n\r\nc'],
    ['<table><tr><td>1</td><td>2</td></tr><tr><td>3</td></tr></table>', '1 2\r\n3'],
    ['a  \n b<b> c</b>d', 'a b cd'],
    ['<pre>a\n  b</pre>', 'a\r\n  b'],
    ['&lt;x&gt; &amp;amp; &euro;&#8364;&#x20AC;&#128; &eacute;&Eacute; &unknown; &', '<x> &amp; €€€€ éÉ &unknown; &'],
    ['a&nbsp;&nbsp;b', 'a  b'],
    ['1 < 2 <3', '1 < 2 <3'],
    ['a<!-- x <b> -->b<!DOCTYPE html><?xml x?>c', 'abc'],
    ['<a title="x>y" href=z>link</a>', 'link'],
    ['<o:p>office</o:p>', 'office'],
    ['<a title="never closed>text', 'text'],
    ['<script>never closed', ''],
    ['&#0;&#xD800;&#9999999;', '\ufffd\ufffd\ufffd'],
    ['', ''],
  ])('gives that of %j', (html, text) => {
    expect(htmlToText(html)).toBe(text);
  });
  it('stops at its limit', () => {
    expect(htmlToText('<p>word '.repeat(1000), { limit: 12 })).toBe('word\r\n\r\nword');
  });
  it.each([
    '<p',
    '<a x="',
    '<script>',
    '<!--',
    '&',
    '<',
    '<b "',
    "<a ='",
    '<li>',
    '<p>a</p>',
    '<pre>',
    '</',
    '<style></style>',
  ])('reads a megabyte of %j in linear time', (piece) => {
    expect(typeof htmlToText(piece.repeat(1_000_000 / piece.length))).toBe('string');
  });
});
