import type { ComponentChild } from 'preact';
import type { Piece } from './pieces.ts';

/** A message's pieces as elements: made one by one, never as HTML. */
export function PieceView({ pieces }: { readonly pieces: readonly Piece[] }) {
  return <>{pieces.map(show)}</>;
}

function show(piece: Piece): ComponentChild {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'break':
      return <br />;
    case 'emoji':
      return <img class="chat-emoji" src={piece.src} alt={piece.name} title={piece.name} loading="lazy" />;
    case 'link':
      return (
        <a href={piece.href} target="_blank" rel="noopener noreferrer nofollow ugc">
          <PieceView pieces={piece.children} />
        </a>
      );
    case 'element': {
      const Tag = piece.tag;
      return (
        <Tag>
          <PieceView pieces={piece.children} />
        </Tag>
      );
    }
  }
}
