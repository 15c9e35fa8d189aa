import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Inquiry } from './inquiry.ts';

/** An inquiry whose calls are answered by hand, in the order of `answer`. */
function open() {
  const calls: { readonly sent: string; readonly answer: (reply: string) => void }[] = [];
  const heard: string[] = [];
  const inquiry = new Inquiry<string, string>({
    sent: 'page 1',
    ask: (sent) => new Promise((resolve) => void calls.push({ sent, answer: resolve })),
    onReply: (reply) => void heard.push(reply),
  });
  const answer = async (index: number, reply: string): Promise<void> => {
    calls[index]?.answer(reply);
    await new Promise((resolve) => setImmediate(resolve));
  };
  return { inquiry, calls, heard, answer };
}

describe('What a page asks the server for', () => {
  it('stays as new as it was when an older answer comes late', async () => {
    const { inquiry, heard, answer } = open();
    void inquiry.ask();
    void inquiry.ask();
    await answer(1, 'new');
    await answer(0, 'old');
    assert.deepEqual(heard, ['new']);
  });

  it('is what is wanted by now, and no answer to what was wanted before', async () => {
    const { inquiry, calls, heard, answer } = open();
    void inquiry.ask();
    inquiry.turnTo('page 2');
    await answer(0, 'first');
    void inquiry.ask();
    await answer(1, 'second');
    assert.deepEqual([calls.map(({ sent }) => sent), heard], [['page 1', 'page 2'], ['second']]);
  });

  it('is not asked for by the clock while an answer is waited for', async () => {
    const { inquiry, calls, answer } = open();
    void inquiry.askAgain();
    void inquiry.askAgain();
    assert.equal(calls.length, 1);
    await answer(0, 'here');
    void inquiry.askAgain();
    assert.equal(calls.length, 2);
  });
});
