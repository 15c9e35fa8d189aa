import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FirstRun, type FirstRunNeeds, type FirstRunStep } from './first-run.ts';

function open(step: FirstRunStep, cameWithoutPage: boolean) {
  const went: string[] = [];
  const noted: unknown[] = [];
  const call = (name: string, sent?: unknown) => {
    if (name.startsWith('POST')) noted.push(sent);
    return Promise.resolve({ kind: 'answered', status: 200, body: { step } });
  };
  const firstRun = new FirstRun({
    api: { call } as unknown as FirstRunNeeds['api'],
    router: { replace: (place: string) => void went.push(place) } as unknown as FirstRunNeeds['router'],
    cameWithoutPage,
  });
  return { firstRun, went, noted };
}

test('whoever opens the studio of a new station is led to where setting it up was left', async () => {
  const { firstRun, went } = open('key', true);
  await firstRun.load();
  assert.deepEqual([firstRun.step.value, firstRun.isUnfinished.value, went], ['key', true, ['welcome']]);
});

test('whoever opens a page of it stays there, and so does everybody once it is done', async () => {
  for (const [step, cameWithoutPage] of [
    ['key', false],
    ['done', true],
  ] as const) {
    const { firstRun, went } = open(step, cameWithoutPage);
    await firstRun.load();
    assert.deepEqual(went, []);
  }
});

test('whoever signs in again after the session has ended stays on the page that they were on', async () => {
  const { firstRun, went } = open('key', true);
  await firstRun.load();
  await firstRun.load();
  assert.deepEqual(went, ['welcome']);
});

test('each step is noted at the server', async () => {
  const { firstRun, noted } = open('name', false);
  await firstRun.goTo('picture');
  assert.equal(firstRun.step.value, 'picture');
  assert.deepEqual(noted, [{ body: { step: 'picture' } }]);
});
