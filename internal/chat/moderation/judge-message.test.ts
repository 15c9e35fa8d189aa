import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inEnglish } from '../../platform/words.ts';
import { type ChatRules, judgeMessage, type MessageFacts, type Sender } from './judge-message.ts';

const nowWallMs = 10_000_000;
const minuteMs = 60_000;

const openRules: ChatRules = {
  spamProtection: true,
  establishedOnly: false,
  authenticatedOnly: false,
  followersOnly: false,
  slurFilter: false,
  forbiddenWords: [],
  slowModeSeconds: 0,
  links: 'everyone',
};

const stranger: Sender = {
  createdWallMs: nowWallMs - minuteMs,
  isModerator: false,
  isAuthenticated: false,
  isFollower: false,
  isDisabled: false,
  silencedUntilWallMs: null,
  lastMessageWallMs: null,
};

interface Case {
  readonly rules?: Partial<ChatRules>;
  readonly sender?: Partial<Sender>;
  readonly facts?: Partial<Pick<MessageFacts, 'text' | 'pace' | 'isOpen'>>;
}

function factsOf({ rules, sender, facts }: Case): MessageFacts {
  return {
    nowWallMs,
    text: 'hello',
    pace: 'fine',
    isOpen: true,
    ...facts,
    rules: { ...openRules, ...rules },
    sender: { ...stranger, ...sender },
  };
}

/** `fine`, `drop`, or the notice. */
function verdictOn(given: Case): string {
  const verdict = judgeMessage(factsOf(given));
  return verdict.kind === 'refuse' ? inEnglish(verdict.notice) : verdict.kind;
}

/** What each gate keeps back, in the order of the gates; `drop` where it says nothing. */
const gates: readonly (readonly [string, Case, string | RegExp, 'moderators, too' | 'not moderators'])[] = [
  ['writes too fast', { facts: { pace: 'refused' } }, /faster than others can read/, 'not moderators'],
  ['goes on in the silence', { facts: { pace: 'silenced' } }, 'drop', 'not moderators'],
  ['is new', { rules: { establishedOnly: true } }, /You may in 14 minutes\./, 'not moderators'],
  ['has not signed in', { rules: { authenticatedOnly: true } }, /signed in may write/, 'not moderators'],
  [
    'writes a slur',
    { rules: { slurFilter: true }, facts: { text: Array.from('ekik').toReversed().join('') } },
    /A word in your message/,
    'moderators, too',
  ],
  ['is banned', { sender: { isDisabled: true } }, 'drop', 'moderators, too'],
  [
    'has a time-out',
    { sender: { silencedUntilWallMs: nowWallMs + 90_001 } },
    /again in 2 minutes\./,
    'moderators, too',
  ],
  [
    'wrote just now, in slow mode',
    { rules: { slowModeSeconds: 30 }, sender: { lastMessageWallMs: nowWallMs - 20_500 } },
    /again in 10 seconds\./,
    'not moderators',
  ],
  ['does not follow', { rules: { followersOnly: true } }, /Only followers/, 'not moderators'],
  [
    'links without having signed in',
    { rules: { links: 'authenticated' }, facts: { text: 'a.com' } },
    /signed in may share links/,
    'not moderators',
  ],
  [
    'links',
    { rules: { links: 'moderators' }, sender: { isAuthenticated: true }, facts: { text: 'a.com' } },
    /Only moderators may share/,
    'not moderators',
  ],
  ['comes when the chat is closed', { facts: { isOpen: false } }, 'drop', 'moderators, too'],
];

function assertVerdict(given: Case, expected: string | RegExp): void {
  const verdict = verdictOn(given);
  if (typeof expected === 'string') assert.equal(verdict, expected);
  else assert.match(verdict, expected);
}

describe('The gates of messages', () => {
  it('let a message through that nothing speaks against', () => {
    assertVerdict({}, 'fine');
    assertVerdict({ facts: { text: 'https://a.example' } }, 'fine');
  });

  for (const [who, given, expected, binds] of gates) {
    it(`keep back who ${who}${binds === 'moderators, too' ? ', moderators as well' : ', but no moderator'}`, () => {
      assertVerdict(given, expected);
      const moderator: Case = { ...given, sender: { ...given.sender, isModerator: true } };
      assertVerdict(moderator, binds === 'moderators, too' ? expected : 'fine');
    });
  }

  it('let those through who meet a rule', () => {
    const cases: readonly Case[] = [
      { rules: { spamProtection: false }, facts: { pace: 'refused' } },
      { rules: { spamProtection: false }, facts: { pace: 'silenced' } },
      { rules: { establishedOnly: true }, sender: { createdWallMs: nowWallMs - 15 * minuteMs } },
      { rules: { authenticatedOnly: true }, sender: { isAuthenticated: true } },
      { rules: { slurFilter: true, forbiddenWords: ['darn'] }, facts: { text: 'damn' } },
      { sender: { silencedUntilWallMs: nowWallMs } },
      { rules: { slowModeSeconds: 30 }, sender: { lastMessageWallMs: nowWallMs - 30_000 } },
      { rules: { followersOnly: true }, sender: { isFollower: true } },
      { rules: { links: 'authenticated' }, sender: { isAuthenticated: true }, facts: { text: 'https://a.example' } },
      { rules: { links: 'moderators' }, facts: { text: 'no link. none' } },
    ];
    for (const given of cases) assertVerdict(given, 'fine');
  });

  it('keep back words of the owner’s list with the same notice as slurs', () => {
    const text = 'what a sp0iler';
    for (const isModerator of [false, true]) {
      assertVerdict(
        { rules: { forbiddenWords: ['spoiler'] }, facts: { text }, sender: { isModerator } },
        /^A word in your/,
      );
    }
  });

  it('speak in their order: the first that keeps a message back decides', () => {
    // Of the two that look at the pace, and of the two that look at links, one message meets only one.
    const inOrder = gates.filter(([who]) => who !== 'goes on in the silence' && who !== 'links');
    for (const isModerator of [false, true]) {
      for (let first = 0; first <= inOrder.length; first += 1) {
        const met = inOrder.slice(first);
        const deciding = met.find(([, , , binds]) => !isModerator || binds === 'moderators, too');
        assertVerdict(together(met, isModerator), deciding?.[2] ?? 'fine');
      }
    }
  });

  it('tell how long to wait in words that are never too short', () => {
    const waits = [
      [1, '1 second'],
      [90_000, '90 seconds'],
      [90_001, '2 minutes'],
      [91 * minuteMs, '2 hours'],
      [49 * 60 * minuteMs, '3 days'],
    ] as const;
    for (const [ms, words] of waits) {
      assertVerdict({ sender: { silencedUntilWallMs: nowWallMs + ms } }, new RegExp(`again in ${words}\\.$`));
    }
  });

  it('speak without signs of HTML, since notices go out as they are', () => {
    for (const [, given] of gates) assert.doesNotMatch(verdictOn(given), /[<>&"']/);
  });
});

/** A message that meets all of these gates. */
function together(met: readonly (readonly [string, Case, ...unknown[]])[], isModerator: boolean): Case {
  const cases = met.map(([, given]) => given);
  const text = ['hello', ...cases.map(({ facts }) => facts?.text ?? '')].join(' ');
  return cases.reduce<Case>(
    (all, given) => ({
      rules: { ...all.rules, ...given.rules },
      facts: { ...all.facts, ...given.facts, text },
      sender: { ...all.sender, ...given.sender, isModerator },
    }),
    { sender: { isModerator } },
  );
}
