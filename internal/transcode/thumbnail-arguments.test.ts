import assert from 'node:assert/strict';
import { test } from 'node:test';
import { thumbnailArguments } from './thumbnail-arguments.ts';

test('pictures of an interlaced source are deinterlaced before they are scaled', () => {
  const graphOf = (...order: Parameters<typeof thumbnailArguments>): string => {
    const args = thumbnailArguments(...order);
    return args[args.indexOf('-filter_complex') + 1] ?? '';
  };
  assert.match(graphOf(['still'], 'woven'), /^\[0:v\]bwdif=mode=send_frame:deint=all,select='eq\(n,0\)',scale=/);
  assert.match(
    graphOf(['still', 'web'], 'possible'),
    /^\[0:v\]bwdif=mode=send_frame:deint=interlaced,split=2\[a\]\[b\];/,
  );
  assert.match(graphOf(['still']), /^\[0:v\]select=/);
  assert.match(graphOf(['still', 'moving'], 'fields'), /^\[0:v\]split=2/);
});
