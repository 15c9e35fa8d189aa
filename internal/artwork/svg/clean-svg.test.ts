import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { dataUrl, makePng, makeSvg } from '../testing.ts';
import { cleanSvg, looksLikeSvg } from './clean-svg.ts';

const clean = (bytes: Buffer | string, mayEmbed = () => true) => cleanSvg(Buffer.from(bytes), mayEmbed);

/** The cleaned text of a drawing that has to be taken. */
function taken(bytes: Buffer | string): string {
  const cleaned = clean(bytes);
  assert.ok(cleaned.kind === 'usable', cleaned.kind === 'refused' ? cleaned.reason : '');
  return cleaned.value.toString();
}

/** What no cleaned drawing may ever hold. */
const ALIVE =
  /<script|<foreignobject|<iframe|<!|<\?|\son\w+\s*=|script:|https?:\/\/(?!www\.w3\.org\/)|@import|&(?!amp;|lt;|gt;|quot;)/i;

const refusedDrawings: Readonly<Record<string, string>> = {
  'a script': '<script>alert(1)</script>',
  'a script of another case': '<SCRIPT>alert(1)</SCRIPT>',
  'a script of XHTML': '<h:script xmlns:h="http://www.w3.org/1999/xhtml">alert(1)</h:script>',
  'a script within notes': '<metadata><script>alert(1)</script></metadata>',
  'a script by reference': '<script href="#x"/>',
  'an event handler': '<g onload="alert(1)"/>',
  'an event handler of another case': '<g ONCLICK="alert(1)"/>',
  'an event handler on an unknown element': '<blink onbegin="alert(1)"/>',
  'foreign content': '<foreignObject><div xmlns="http://www.w3.org/1999/xhtml">x</div></foreignObject>',
  'an embedded page': '<iframe xmlns="http://www.w3.org/1999/xhtml" src="/"/>',
  'an animation of an address': '<a><animate attributeName="href" values="javascript:alert(1)"/></a>',
  'an animation of xlink:href': '<animate attributeName="xlink:href" to="javascript:alert(1)"/>',
  'an animation of a style': '<animate attributeName="style" to="x"/>',
  set: '<set attributeName="onmouseover" to="alert(1)"/>',
  'an address that runs': '<a xlink:href="javascript:alert(1)"><path d="M0 0"/></a>',
  'an address that runs, in disguise': '<a href=" java&#9;script&#58;alert(1)"/>',
  'an address that runs, by vbscript': '<a href="vbscript:x"/>',
  'a drawing from elsewhere': '<use href="https://example.org/x.svg#a"/>',
  'a drawing from beside': '<use xlink:href="x.svg#a"/>',
  'a drawing in a data URL': '<use href="data:image/svg+xml;base64,PHN2Zy8+#a"/>',
  'a picture from elsewhere': '<image href="//example.org/x.png"/>',
  'a picture that is a drawing': '<image href="data:image/svg+xml,%3Csvg/%3E"/>',
  'a paint from elsewhere': '<path fill="url(https://example.org/x#a)"/>',
  'a paint from elsewhere, in quotes': `<path style="fill:url('//example.org/x#a')"/>`,
  'a word hidden by an escape': '<path style="fill:u\\72l(//example.org)"/>',
  'an import': '<style>@import "x.css";</style>',
  'an import in two pieces': '<style>@im<g/>port "x.css";</style>',
  'an import as CDATA': '<style><![CDATA[@import url(x)]]></style>',
  'a font from elsewhere': '<style>@font-face{font-family:x;src:url(x)}</style>',
  'a picture in a style': '<style>rect{background:image-set("x.png" 1x)}</style>',
  'a drawing within itself': '<g id="a"><use href="#a"/></g>',
};

describe('A drawing', () => {
  for (const [what, inner] of Object.entries(refusedDrawings)) {
    it(`is refused for ${what}`, () => {
      const drawing = makeSvg(inner, 'xmlns:xlink="http://www.w3.org/1999/xlink"');
      const cleaned = clean(drawing, () => false);
      assert.ok(cleaned.kind === 'refused', cleaned.kind === 'usable' ? cleaned.value.toString() : '');
      assert.match(cleaned.reason, /^[A-Z].*\.$/);
    });
  }

  it('is refused when it declares entities, is not well formed, or is no drawing', () => {
    const others = [
      '<!DOCTYPE svg [<!ENTITY a "x">]><svg xmlns="http://www.w3.org/2000/svg">&a;</svg>',
      '<!DOCTYPE svg [<!ENTITY a SYSTEM "file:///etc/passwd">]><svg xmlns="http://www.w3.org/2000/svg"/>',
      '<svg xmlns="http://www.w3.org/2000/svg">&unknown;</svg>',
      '<svg xmlns="http://www.w3.org/2000/svg"><g></svg>',
      '<svg xmlns="http://www.w3.org/2000/svg"/><script/>',
      '<svg/>',
      '<html xmlns="http://www.w3.org/1999/xhtml"/>',
      '',
    ];
    for (const text of others) assert.equal(clean(text).kind, 'refused', text);
    assert.equal(clean(Buffer.from(makeSvg().toString(), 'utf16le')).kind, 'refused');
    assert.equal(clean(Buffer.concat([makeSvg('\u00e9'), Buffer.from([0xff])])).kind, 'refused');
  });

  it('is refused when its references multiply, or it is built to be slow', () => {
    const doubling = Array.from(
      { length: 40 },
      (_, level) => `<g id="l${level}"><use href="#l${level + 1}"/><use href="#l${level + 1}"/></g>`,
    );
    assert.equal(clean(makeSvg(doubling.join(''))).kind, 'refused');
    const chain = Array.from({ length: 15_000 }, (_, level) =>
      `<g id="l${level}"><use href="#l${level + 1}"/></g>`.slice(0, 60),
    );
    assert.equal(clean(makeSvg(chain.slice(0, 9_000).join(''))).kind, 'refused');
    assert.equal(clean(makeSvg('<g>'.repeat(100) + '</g>'.repeat(100))).kind, 'refused');
    assert.equal(clean(makeSvg('<g/>'.repeat(30_000))).kind, 'refused');
    const names = Array.from({ length: 400 }, (_, number) => `a${number}=""`);
    assert.equal(clean(makeSvg('', names.join(' '))).kind, 'refused');
  });

  it('keeps what draws: shapes, gradients, styles, text, references within, embedded pictures', () => {
    const embedded = dataUrl('image/png', makePng());
    const kept = taken(
      makeSvg(
        `<title>A &amp; B</title><defs><linearGradient id="a"><stop offset="0" stop-color="#f00"/></linearGradient></defs>` +
          `<style>.a{fill:url(#a)}</style><path class="a" d="M0 0h9" style="stroke:#000"/><use xlink:href="#b"/>` +
          `<text id="b" xml:space="preserve"> x </text><image width="4" href="${embedded}"/>`,
        'xmlns:xlink="http://www.w3.org/1999/xlink"',
      ),
    );
    for (const piece of [
      'A &amp; B',
      'fill:url(#a)',
      'd="M0 0h9"',
      'xlink:href="#b"',
      embedded,
      'xml:space="preserve"',
      'viewBox="0 0 9 9"',
    ])
      assert.ok(kept.includes(piece), `${piece} in ${kept}`);
  });

  it("leaves out editors' notes, comments, processing instructions, a plain document type, and where links lead", () => {
    const text =
      '<?xml version="1.0"?><!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN" "http://www.w3.org/Graphics/SVG/1.1/DTD/svg11.dtd">' +
      '<?xml-stylesheet href="x.css"?><svg:svg xmlns:svg="http://www.w3.org/2000/svg" xmlns:i="http://example.org/i" i:onload="x">' +
      '<!-- words --><svg:metadata><i:source i:href="https://example.org"/></svg:metadata><i:view src="x"/>' +
      '<svg:a href="https://example.org"><svg:path d="M1 1"/></svg:a></svg:svg>';
    assert.equal(
      taken(text),
      '<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"><g><path d="M1 1"/></g></svg>',
    );
  });

  it('means after cleaning what it meant: cleaned twice it is the same', () => {
    const pieces = [
      '<g>',
      '</g>',
      '<path d="M0 0" fill="url(#a)"/>',
      '<a href="#x">',
      '</a>',
      '<style>.a{}</style>',
      '<![CDATA[<script>]]>',
      '&lt;script&gt;alert(1)&lt;/script&gt;',
      '<title>&lt;img onerror=x&gt;</title>',
      '<!-- <script> -->',
      '<?x <script>?>',
      '&#60;script&#62;',
      ' onload="x"',
      '<script>',
      '</script>',
      '<x:g xmlns:x="http://www.w3.org/2000/svg"/>',
      '"',
      "'",
      '>',
      '<',
      ']]>',
      '--',
      '&#x0;',
      "<path d='\"><script>alert(1)</script>'/>",
      '<g xmlns="http://www.w3.org/1999/xhtml">',
      '<desc><g onclick="1"/></desc>',
    ];
    fc.assert(
      fc.property(
        fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 4 })), { maxLength: 8 }),
        (chosen) => {
          const cleaned = clean(makeSvg(chosen.join('')));
          if (cleaned.kind === 'refused') return;
          const text = cleaned.value.toString();
          const withoutWords = text.replaceAll(/>[^<]*</g, '><').replaceAll(/"[^"]*"/g, '""');
          assert.doesNotMatch(withoutWords, ALIVE, text);
          assert.equal(taken(text), text);
        },
      ),
      { numRuns: 3000 },
    );
  });

  it('is known by its first tag', () => {
    for (const text of [
      '<svg>',
      '\uFEFF <?xml version="1.0"?>',
      '<!-- x --><svg>',
      '<s:svg xmlns:s="x">',
      '<!DOCTYPE svg>',
    ])
      assert.ok(looksLikeSvg(Buffer.from(text)), text);
    for (const text of ['', 'svg', '<html>', '<svgx>', 'x<svg>']) assert.ok(!looksLikeSvg(Buffer.from(text)), text);
  });
});
