import assert from 'node:assert/strict';
import { it } from 'node:test';
import { systemClock } from '../../platform/clock.ts';
import { OutboundFetch } from '../../platform/outbound-fetch.ts';
import { fitPicture } from './fit-picture.ts';

function fit(address: string, allowsLocal = false): string | null {
  const outbound = new OutboundFetch({ clock: systemClock, userAgent: '', allowsPrivate: () => allowsLocal });
  return fitPicture(address, { allowsLocal, judge: (one) => outbound.judge(one) });
}

it('lets the address of a picture through if it is one of the open web', () => {
  assert.equal(fit('https://social.example/a.png'), 'https://social.example/a.png');
  assert.equal(fit('http://127.0.0.1:8080/a.png', true), 'http://127.0.0.1:8080/a.png');
  assert.equal(fitPicture(null, { allowsLocal: false, judge: () => null }), null);
});

it('drops an address that would lead browsers astray', () => {
  const astray = [
    'javascript:alert(1)',
    'data:image/svg+xml,<svg onload="alert(1)"/>',
    'file:///etc/passwd',
    'http://social.example/a.png',
    'https://127.0.0.1/a.png',
    'https://[::1]/a.png',
    'https://[::ffff:10.0.0.1]/a.png',
    'https://192.168.0.1/reboot',
    'https://2130706433/a.png',
    'https://localhost/a.png',
    'https://user:secret@social.example/a.png',
    `https://social.example/${'a'.repeat(5_000)}`,
  ];
  for (const address of astray) assert.equal(fit(address), null, address);
});
