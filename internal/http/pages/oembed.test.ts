import assert from 'node:assert/strict';
import { test } from 'node:test';
import { describeEmbed } from './oembed.ts';

const question = {
  url: 'https://tv.example/',
  origin: 'https://tv.example',
  channel: { name: 'Nine "&" <Ten>', title: 'Trains', isLive: true },
};

test('the channel’s page is answered with a frame around the player', () => {
  const answer = describeEmbed(question);
  assert.equal(answer.kind, 'reply');
  const fields = JSON.parse(answer.kind === 'reply' ? answer.body : '') as Record<string, string | number>;
  assert.deepEqual([fields['version'], fields['type'], fields['width'], fields['height']], ['1.0', 'video', 560, 315]);
  assert.match(
    String(fields['html']),
    /^<iframe src="https:\/\/tv\.example\/embed\/video" width="560" height="315" title="Trains · Nine &quot;&amp;&quot; &lt;Ten&gt;"/,
  );
});

test('XML carries the same, with every name escaped', () => {
  const answer = describeEmbed({ ...question, format: 'xml' });
  assert.equal(answer.kind, 'reply');
  const { body = '' } = answer.kind === 'reply' ? answer : {};
  assert.match(body, /<author_name>Nine &quot;&amp;&quot; &lt;Ten&gt;<\/author_name>/);
  assert.match(body, /<html>&lt;iframe src=/);
});

test('the frame fits where there is less room, in its shape', () => {
  const answer = describeEmbed({ ...question, maxwidth: '280', maxheight: '1000' });
  assert.match(answer.kind === 'reply' ? answer.body : '', /"width":280,"height":158/);
});

test('addresses of others, of other pages and of no host are not embedded, and other forms than JSON and XML not spoken', () => {
  for (const url of ['https://other.example/', 'https://tv.example/api/status', 'x', 'ftp://tv.example/']) {
    assert.equal(describeEmbed({ ...question, url }).kind, 'stranger', url);
  }
  assert.equal(describeEmbed({ ...question, origin: null }).kind, 'stranger');
  assert.equal(describeEmbed({ ...question, format: 'yaml' }).kind, 'unknown-format');
});
