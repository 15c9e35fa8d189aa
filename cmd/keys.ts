import { randomBytes } from 'node:crypto';
import { isStreamKey, streamKeyAllowed } from '../internal/config/kinds.ts';
import { AerialError } from '../internal/platform/errors.ts';
import type { StreamKey } from '../internal/store/stream-key-repository.ts';
import type { Command, CommandNeeds } from './command.ts';
import { openLog } from './log-lines.ts';
import { withExistingStore, withStore } from './open-house.ts';
import { makeStreamKey } from './stream-key.ts';
import { dim, printable } from './terminal.ts';

const MAX_COMMENT_CHARACTERS = 200;

export const keys: Command = {
  name: 'keys',
  usage: [' list', ' add [KEY]', ' remove ID'],
  summary: 'Show, add or remove stream keys, also while the server runs.',
  settings: ['data'],
  options: {
    comment: { type: 'text', placeholder: 'TEXT', help: 'What a new key is for, such as "phone".' },
    json: { type: 'switch', help: 'List as JSON.' },
  },
  maxWords: 2,
  run: async (needs) => {
    const [verb = 'list', word] = needs.words;
    if (verb === 'list' && word === undefined) await list(needs);
    else if (verb === 'add') await add(needs, word ?? makeStreamKey(randomBytes));
    else if (verb === 'remove' && word !== undefined) await remove(needs, word);
    else {
      throw new AerialError('USAGE', {
        message: 'That is not something to do with stream keys.',
        hint: 'It is `aerial keys list`, `add [KEY] [--comment TEXT]` or `remove ID`.',
      });
    }
    return 0;
  },
};

async function list(needs: CommandNeeds): Promise<void> {
  const entries = await withExistingStore(
    needs,
    openLog('warn').component('keys'),
    (store) => store?.streamKeys.list() ?? [],
  );
  if (needs.switches.has('json')) return needs.terminal.say(JSON.stringify(entries.map(forJson), null, 2));
  if (entries.length === 0) return needs.terminal.say('There is no stream key yet; `aerial keys add` makes one.');
  for (const { id, key, comment } of entries) {
    needs.terminal.say(
      `${id.padStart(3)}  ${printable(key)}${comment === '' ? '' : `   ${dim(needs.terminal, printable(comment))}`}`,
    );
  }
}

function forJson({ id, key, comment, createdWallMs }: StreamKey): object {
  return { id, key, comment, created: new Date(createdWallMs).toISOString() };
}

async function add(needs: CommandNeeds, key: string): Promise<void> {
  const comment = needs.texts.get('comment') ?? '';
  if (!isStreamKey(key)) {
    throw new AerialError('USAGE', {
      message: 'That cannot be a stream key.',
      hint: `Allowed are ${streamKeyAllowed}.`,
    });
  }
  if (comment.length > MAX_COMMENT_CHARACTERS) {
    throw new AerialError('USAGE', {
      message: 'The comment is too long.',
      hint: `Keep it under ${MAX_COMMENT_CHARACTERS} characters.`,
    });
  }
  const added = await withStore(needs, openLog('warn').component('keys'), (store) =>
    store.streamKeys.add({ key, comment }),
  );
  if (added === null) {
    throw new AerialError('USAGE', { message: 'That stream key is there already.', hint: 'See `aerial keys list`.' });
  }
  needs.terminal.say(`${added.id.padStart(3)}  ${printable(added.key)}`);
  needs.terminal.say('It can be used at once.');
}

async function remove(needs: CommandNeeds, id: string): Promise<void> {
  const removed = await withExistingStore(
    needs,
    openLog('warn').component('keys'),
    (store) => store?.streamKeys.remove(id) ?? false,
  );
  if (!removed) {
    throw new AerialError('USAGE', {
      message: `There is no stream key with the id ${JSON.stringify(id)}.`,
      hint: 'See `aerial keys list`.',
    });
  }
  needs.terminal.say(
    'Removed. An encoder that is on air with it stays until it stops; it is refused when it comes back.',
  );
}
