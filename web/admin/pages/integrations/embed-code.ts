/** A piece of code for another page, or an address for another program. */
export interface EmbedPiece {
  readonly title: string;
  readonly text: string;
  readonly code: string;
}

/** What shows the channel elsewhere; `origin` is where this channel is reached, such as `https://tv.example.org`. Pure. */
export function embedPieces(origin: string): readonly EmbedPiece[] {
  const frame = (path: string, width: number, height: number, title: string, more = ''): string =>
    `<iframe src="${origin}${path}" width="${width}" height="${height}" title="${title}" frameborder="0"${more}></iframe>`;
  return [
    {
      title: 'The player',
      text: 'For any page. What is shown while nobody is on air leads to your channel.',
      code: frame(
        '/embed/video',
        560,
        315,
        'Live stream',
        ' allow="autoplay; fullscreen; picture-in-picture" allowfullscreen',
      ),
    },
    {
      title: 'The chat, to read',
      text: 'For pages where nobody should write.',
      code: frame('/embed/chat/readonly', 350, 500, 'Chat'),
    },
    {
      title: 'The chat, to write in',
      text: 'For pages of your own.',
      code: frame('/embed/chat/readwrite', 350, 500, 'Chat'),
    },
    {
      title: 'The chat in your picture',
      text: 'In OBS add a source “Browser” with this address; nothing but the words is drawn.',
      code: `${origin}/embed/chat/readonly?overlay=1`,
    },
    {
      title: 'The stream itself',
      text: 'For VLC, television sets and other players (HLS).',
      code: `${origin}/hls/stream.m3u8`,
    },
    {
      title: 'For pages that look links up',
      text: 'WordPress and others make a player of your channel’s address by themselves, by this (oEmbed).',
      code: `${origin}/api/oembed?url=${encodeURIComponent(`${origin}/`)}`,
    },
  ];
}
