import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { addressesOf } from '../addresses.ts';
import { type ActorFacts, actorDocument, cleanTag } from './actor.ts';
import { namesAccount, nodeInfo, webFinger } from './discovery.ts';
import { createOf, directNote, linkTags, noteOf, paragraphs, type PostDraft, tagsIn } from './note.ts';
import { featureRequest, statusOf } from './stream-status.ts';
import { PUBLIC } from './terms.ts';

const addresses = addressesOf('https://tv.example/', 'streamer');
const facts: ActorFacts = {
  name: 'Canal <Un>',
  summary: 'About <everything>',
  tags: ['radio'],
  links: [{ label: 'Website', url: 'https://example.org/"me"' }],
  logo: { url: 'https://tv.example/logo/external?uc=1', mediaType: 'image/png' },
  isPrivate: false,
  isListed: true,
  createdWallMs: 1_700_000_000_000,
  publicKeyPem: 'PEM',
  secondKey: null,
  aliases: [],
  movedTo: null,
  live: null,
};
const draft: PostDraft = {
  id: 'abc',
  html: '<p>Hello</p>',
  tags: ['radio'],
  picture: { url: 'https://tv.example/thumbnail.jpg', mediaType: 'image/jpeg', alt: 'A stage' },
  url: 'https://tv.example/?post=abc',
  language: 'en',
  warning: null,
  isForAdults: false,
  isPrivate: false,
  mayBeQuoted: true,
  publishedWallMs: 1_700_000_000_000,
};

/** Every key of a document that servers drop when it is not a list. */
function assertLists(document: Readonly<Record<string, unknown>>): void {
  for (const key of ['tag', 'attachment', 'to', 'cc', 'alsoKnownAs', 'attributionDomains']) {
    if (document[key] !== undefined) assert.ok(Array.isArray(document[key]), `${key} is a list`);
  }
  assert.doesNotMatch(JSON.stringify({ ...document, '@context': undefined }), /"as:/);
}

describe('The documents that others read', () => {
  it('keep the addresses that Owncast had', () => {
    assert.deepEqual(
      [addresses.actor, addresses.inbox, addresses.mainKey, addresses.account],
      [
        'https://tv.example/federation/user/streamer',
        'https://tv.example/federation/user/streamer/inbox',
        'https://tv.example/federation/user/streamer#main-key',
        'streamer@tv.example',
      ],
    );
  });

  it('show in the profile what is on air, and no more once it has ended', () => {
    const picture = { url: 'https://tv.example/thumbnail.jpg?us=1', mediaType: 'image/jpeg' };
    const live = { url: 'https://tv.example/?post=1', title: 'Tea & <b>talk</b>', picture };
    const shown = actorDocument(addresses, { ...facts, live });
    assert.deepEqual(shown['image'], { type: 'Image', ...picture });
    assert.deepEqual((shown['attachment'] as unknown[])[0], {
      type: 'PropertyValue',
      name: 'Live',
      value:
        '<a href="https://tv.example/?post=1" rel="me nofollow noopener noreferrer" target="_blank">Tea &amp; &lt;b&gt;talk&lt;/b&gt;</a>',
    });
    assertLists(shown);
    const untitled = actorDocument(addresses, { ...facts, live: { ...live, title: '', picture: null } });
    assert.match(JSON.stringify(untitled['attachment']), />tv\.example\/\?post=1</);
    assert.deepEqual(untitled['image'], { type: 'Image', ...facts.logo });
    const ended = actorDocument(addresses, facts);
    assert.doesNotMatch(JSON.stringify(ended), /"Live"|thumbnail/);
  });

  it('have lists of one entry as lists, and words in full', () => {
    const actor = actorDocument(addresses, { ...facts, links: [] });
    assertLists(actor);
    assert.equal((actor['attachment'] as unknown[]).length, 1);
    assert.deepEqual(actor['tag'], [{ type: 'Hashtag', name: '#radio', href: 'https://tv.example/?tag=radio' }]);
    const note = noteOf(addresses, draft);
    assertLists(note);
    assert.deepEqual(note['to'], [PUBLIC]);
  });

  it('escape what the owner wrote', () => {
    const { summary, attachment } = actorDocument(addresses, facts) as {
      summary: string;
      attachment: { value: string }[];
    };
    assert.equal(summary, '<p>About &lt;everything&gt;</p>');
    assert.match(attachment[1]?.value ?? '', /href="https:\/\/example.org\/&quot;me&quot;"/);
  });

  it('say who may read a post, what its picture shows, in which language it is, and what it warns of', () => {
    const note = noteOf(addresses, { ...draft, isPrivate: true, warning: 'Loud', mayBeQuoted: true });
    assert.deepEqual([note['to'], note['cc']], [[addresses.followers], []]);
    assert.deepEqual([note['summary'], note['sensitive']], ['Loud', true]);
    assert.deepEqual(note['contentMap'], { en: '<p>Hello</p>' });
    assert.deepEqual(note['attachment'], [
      { type: 'Image', url: 'https://tv.example/thumbnail.jpg', mediaType: 'image/jpeg', name: 'A stage' },
    ]);
    assert.deepEqual(note['interactionPolicy'], { canQuote: { automaticApproval: [addresses.actor] } });
    const { to, cc } = createOf(note);
    assert.deepEqual([to, cc], [note['to'], note['cc']]);
  });

  it('name whom a direct word is for, and nobody else', () => {
    const word = {
      id: 'x',
      to: 'https://social.example/ann',
      account: 'ann@social.example',
      text: '123456',
      wallMs: 0,
    };
    const note = directNote(addresses, word);
    assert.deepEqual([note['to'], note['cc']], [[word.to], []]);
    assert.match(String(note['content']), /^<p>123456 /);
    assert.deepEqual(note['tag'], [{ type: 'Mention', href: word.to, name: '@ann@social.example' }]);
  });

  it('tell Owncast of the stream in its words, written out, and what it wants to know of a station', () => {
    const stream = {
      isOnline: true,
      name: 'TV',
      title: 'Now',
      description: '',
      tags: ['a'],
      logoUrl: '',
      thumbnailUrl: 'https://tv.example/t',
    };
    const status = statusOf(addresses, stream, 'https://guide.example/actor', '1');
    assert.deepEqual(
      [
        status['https://owncast.online/ns#streamStatus'],
        status['https://owncast.online/ns#streamTags'],
        status['object'],
      ],
      ['live', ['a'], 'https://tv.example'],
    );
    const request = featureRequest(addresses, 'https://guide.example/actor', '1');
    assert.equal(request['https://owncast.online/ns#directory'], true);
    const server = { version: '1', name: 'TV', summary: '', hasChat: true, logoUrl: '', isNamedOwncast: true };
    const told = (version: '2.0' | '2.1') =>
      nodeInfo(version, addresses, server, 3) as {
        software: { name: string };
        metadata: { federation: { username: string; featured_streams: number } };
      };
    assert.deepEqual([told('2.0').software.name, told('2.1').software.name], ['owncast', 'aerial']);
    const { username, featured_streams: featured } = told('2.0').metadata.federation;
    assert.deepEqual([username, featured], ['streamer', 1]);
  });

  it('answer to the account in any case, to its address and to the station', () => {
    const asked = ['acct:Streamer@TV.example', 'acct:@streamer@tv.example', addresses.actor, 'https://tv.example/'];
    for (const resource of asked) assert.ok(namesAccount(addresses, resource), resource);
    for (const resource of ['acct:other@tv.example', 'acct:streamer@evil.example', 'https://tv.example/else'])
      assert.equal(namesAccount(addresses, resource), false, resource);
    const { links } = webFinger(addresses, facts.logo) as { links: { rel: string; template?: string }[] };
    assert.ok(links.some(({ template }) => template?.includes('{uri}')));
  });
});

describe('The words of a post', () => {
  it('become paragraphs without HTML of their own, with tags as links', () => {
    const html = paragraphs('https://tv.example', 'On <air> now\n\n#radio & more');
    assert.deepEqual(tagsIn(html), ['radio']);
    assert.match(
      html,
      /^<p>On &lt;air&gt; now<\/p><p><a href="[^"]*" class="mention hashtag" rel="tag">#<span>radio<\/span><\/a> &amp; more<\/p>$/,
    );
  });

  it('have tags only in their text', () => {
    const html = '<p><a href="/x#top">#no</a> #yes a#no</p>';
    assert.equal(linkTags('https://tv.example', html).match(/rel="tag"/g)?.length, 1);
    assert.deepEqual(tagsIn('<p>#one (#two) x#three &amp; #one</p>'), ['one', 'two']);
    assert.equal(cleanTag('Live-Coding & more!'), 'LiveCodingmore');
  });
});
