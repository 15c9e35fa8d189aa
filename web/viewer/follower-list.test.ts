import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { ApiReply } from '../shared/api-client.ts';
import { type Follower, FollowerList } from './follower-list.ts';

function listOf(everybody: string[]) {
  const asked: string[] = [];
  const server = { everybody, isThere: true };
  const follower = (name: string): Follower => ({
    link: `https://a.example/${name}`,
    name,
    username: `${name}@a.example`,
    image: '',
    timestamp: null,
    disabledAt: null,
  });
  const call = async (_name: string, { query }: { query: { offset: string; limit: string } }) => {
    asked.push(query.offset);
    const from = Number(query.offset);
    const results = server.everybody.slice(from, from + Number(query.limit)).map(follower);
    const reply: ApiReply<unknown> = { kind: 'answered', body: { total: server.everybody.length, results } };
    return server.isThere ? reply : { kind: 'unreachable' };
  };
  const list = new FollowerList({ call: call as never });
  return { asked, list, names: () => list.shown.value.map(({ name }) => name), server };
}

const people = (count: number) => Array.from({ length: count }, (_none, at) => `p${at}`);

describe('The list of who follows', () => {
  it('asks for a page once, however often it is wanted meanwhile', async () => {
    const { asked, list, names } = listOf(people(60));
    await Promise.all([list.more(), list.more()]);
    await Promise.all([list.more(), list.more()]);
    assert.deepEqual([asked, names()], [['0', '24'], people(48)]);
  });

  it('names everybody once when somebody has come between two pages, and comes to an end', async () => {
    const { list, names, server } = listOf(people(40));
    await list.more();
    server.everybody = ['new', ...server.everybody];
    await list.more();
    assert.deepEqual(names(), people(40));
    await list.more();
    assert.deepEqual([names().length, list.total.value], [40, 40]);
  });

  it('can be asked again where there was no answer', async () => {
    const { list, names, server } = listOf(people(3));
    server.isThere = false;
    await list.more();
    assert.deepEqual([list.isBroken.value, list.total.value], [true, null]);
    server.isThere = true;
    await list.more();
    assert.deepEqual([list.isBroken.value, names()], [false, people(3)]);
  });
});
