import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { isOnlyEmoji, piecesOf, safeHref, wordsOf, type NodeLike } from './pieces.ts';

type Attributes = Readonly<Record<string, string>>;

const text = (nodeValue: string): NodeLike => ({ nodeType: 3, nodeName: '#text', nodeValue, childNodes: [] });
const element = (nodeName: string, attributes: Attributes = {}, ...childNodes: NodeLike[]): NodeLike => ({
  nodeType: 1,
  nodeName,
  nodeValue: null,
  childNodes,
  getAttribute: (name) => attributes[name] ?? null,
});
const pieces = (...nodes: NodeLike[]) => piecesOf(element('BODY', {}, ...nodes));

describe('The pieces of a message', () => {
  it('are text and what is listed; other elements leave their words, and those that hold no words nothing', () => {
    const message = element('P', {}, text('a '), element('STRONG', {}, text('b')), element('MARQUEE', {}, text(' c')));
    assert.deepEqual(pieces(message, element('SCRIPT', {}, text('x')), element('STYLE', {}, text('y'))), [
      {
        kind: 'element',
        tag: 'p',
        children: [
          { kind: 'text', text: 'a ' },
          { kind: 'element', tag: 'strong', children: [{ kind: 'text', text: 'b' }] },
          { kind: 'text', text: ' c' },
        ],
      },
    ]);
  });

  it('have links to pages and mails, and of others the words alone', () => {
    for (const href of [
      'javascript:alert(1)',
      'data:text/html,x',
      'vbscript:x',
      'relative',
      '//a.example',
      '/\\\\a.example',
      '',
      'blob:https://a/b',
    ]) {
      assert.deepEqual(pieces(element('A', { href }, text('x'))), [{ kind: 'text', text: 'x' }], href);
    }
    assert.deepEqual(pieces(element('A', { href: 'https://a.example/', onclick: 'x' }, text('x'))), [
      { kind: 'link', href: 'https://a.example/', children: [{ kind: 'text', text: 'x' }] },
    ]);
    assert.deepEqual([safeHref('mailto:a@b.example'), safeHref('/rules?a=b')], ['mailto:a@b.example', '/rules?a=b']);
  });

  it('have pictures of the channel’s own emoji and no others', () => {
    const picture = (src: string) => pieces(element('IMG', { src, alt: ':x:', onerror: 'alert(1)' }));
    assert.deepEqual(picture('/img/emoji/x.png'), [{ kind: 'emoji', src: '/img/emoji/x.png', name: ':x:' }]);
    const others = ['https://a.example/x.png', '//a.example/img/emoji/x.png', '/img/emoji/../../api', '/logo', ''];
    for (const src of [...others, '/img/emoji/x.png?a=b', '/img/emoji/\\x']) assert.deepEqual(picture(src), [], src);
  });

  it('end at a depth that no message needs', () => {
    let deep = text('x');
    for (let depth = 0; depth < 500; depth++) deep = element('EM', {}, deep);
    assert.equal(wordsOf(pieces(deep)), '');
  });

  it('are a few emoji and nothing else, or not', () => {
    const only = (...nodes: NodeLike[]) => isOnlyEmoji(pieces(element('P', {}, ...nodes)));
    assert.equal(only(text('🎉 🎉')), true);
    assert.equal(only(element('IMG', { src: '/img/emoji/x.png', alt: ':x:' })), true);
    for (const words of ['🎉 party', '12', '', '🎉🎉🎉🎉🎉🎉🎉']) assert.equal(only(text(words)), false, words);
  });
});
