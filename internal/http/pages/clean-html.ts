import sanitizeHtml from 'sanitize-html';

/** Before the ids of the owner's content, so that none of them takes the place of one of the page's own. */
const ID_PREFIX = 'content-';
const MAX_NESTING = 60;

const length = /^-?\d{1,4}(?:\.\d{1,3})?(?:px|em|rem|ch|%|vw)?$/;
const lengths =
  /^(?:-?\d{1,4}(?:\.\d{1,3})?(?:px|em|rem|ch|%|vw)?|auto)(?: (?:-?\d{1,4}(?:\.\d{1,3})?(?:px|em|rem|ch|%|vw)?|auto)){0,3}$/;
const color = /^(?:#[0-9a-f]{3,8}|[a-z]{3,30}|(?:rgb|rgba|hsl|hsla|oklch)\([\d.,%/ deg-]{1,60}\))$/i;
const word = /^[a-z-]{1,30}$/i;

/** Styles that change how a piece of text looks, and none that could lay it over the page. */
const styles: Readonly<Record<string, RegExp[]>> = {
  color: [color],
  'background-color': [color],
  background: [color],
  'text-align': [word],
  'text-decoration': [word],
  'text-transform': [word],
  'vertical-align': [word],
  'white-space': [word],
  'font-weight': [/^(?:\d{3}|bold|normal)$/],
  'font-style': [word],
  'font-size': [length, word],
  'font-family': [/^[\w ,'"-]{1,100}$/],
  'line-height': [length],
  'letter-spacing': [length],
  width: [length],
  'max-width': [length],
  height: [length],
  'max-height': [length],
  'min-height': [length],
  margin: [lengths],
  'margin-top': [lengths],
  'margin-bottom': [lengths],
  'margin-left': [lengths],
  'margin-right': [lengths],
  padding: [lengths],
  border: [/^[\w#(),.% -]{1,60}$/],
  'border-radius': [lengths],
  'border-color': [color],
  display: [/^(?:block|inline|inline-block|flex|inline-flex|grid|none|table|table-cell)$/],
  'flex-direction': [word],
  'flex-wrap': [word],
  'justify-content': [word],
  'align-items': [word],
  gap: [lengths],
  float: [/^(?:left|right|none)$/],
  clear: [word],
  'list-style': [word],
  'list-style-type': [word],
  'object-fit': [word],
};

const headings = { h1: 'h2', h2: 'h3', h3: 'h4', h4: 'h5', h5: 'h6' };

const options: sanitizeHtml.IOptions = {
  allowedTags: [
    ...['a', 'abbr', 'b', 'bdi', 'bdo', 'blockquote', 'br', 'center', 'caption', 'cite', 'code', 'col', 'colgroup'],
    ...['dd', 'del', 'details', 'dfn', 'div', 'dl', 'dt', 'em', 'figcaption', 'figure', 'font', 'footer', 'h2', 'h3'],
    ...['h4', 'h5', 'h6', 'header', 'hr', 'i', 'iframe', 'img', 'ins', 'kbd', 'li', 'mark', 'ol', 'p', 'picture'],
    ...['pre', 'q', 'rp', 'rt', 'ruby', 's', 'samp', 'section', 'small', 'source', 'span', 'strike', 'strong', 'sub'],
    ...['summary', 'sup', 'table', 'tbody', 'td', 'tfoot', 'th', 'thead', 'time', 'tr', 'u', 'ul', 'var', 'video'],
    ...['audio', 'wbr'],
  ],
  allowedAttributes: {
    '*': ['align', 'class', 'dir', 'id', 'lang', 'style', 'title'],
    a: ['href', 'rel', 'target'],
    audio: ['controls', 'loop', 'preload', 'src'],
    col: ['span'],
    details: ['open'],
    font: ['color', 'face', 'size'],
    iframe: ['allow', 'allowfullscreen', 'height', 'loading', 'sandbox', 'src', 'width'],
    img: ['alt', 'decoding', 'height', 'loading', 'src', 'srcset', 'width'],
    ol: ['start', 'type'],
    source: ['src', 'srcset', 'type', 'media'],
    td: ['colspan', 'rowspan', 'valign'],
    th: ['colspan', 'rowspan', 'scope', 'valign'],
    time: ['datetime'],
    video: ['controls', 'height', 'loop', 'muted', 'playsinline', 'poster', 'preload', 'src', 'width'],
  },
  allowedSchemes: ['http', 'https', 'irc', 'ircs', 'magnet', 'mailto', 'matrix', 'mumble', 'sip', 'tel', 'xmpp'],
  allowedSchemesByTag: {
    audio: ['http', 'https'],
    iframe: ['http', 'https'],
    img: ['http', 'https', 'data'],
    source: ['http', 'https'],
    video: ['http', 'https'],
  },
  allowedSchemesAppliedToAttributes: ['href', 'src', 'srcset', 'poster'],
  allowProtocolRelative: false,
  allowIframeRelativeUrls: false,
  allowedStyles: { '*': styles },
  nestingLimit: MAX_NESTING,
  exclusiveFilter: ({ tag, attribs }) => tag === 'iframe' && attribs['src'] === undefined,
  transformTags: {
    // The page has its h1: what the owner calls so is a heading below it.
    ...headings,
    a: (tagName, attributes) => ({ tagName, attribs: withLink(attributes) }),
    iframe: (tagName, attributes) => ({ tagName, attribs: withFences(attributes) }),
    img: (tagName, attributes) => ({ tagName, attribs: { loading: 'lazy', decoding: 'async', ...attributes } }),
    '*': (tagName, attributes) => ({ tagName, attribs: withOwnId(attributes) }),
  },
};

/**
 * What of some HTML may stand on the channel's page. Everything that runs, every form, and every style that could lay itself over the page
 * is gone; links open a new tab; frames of other hosts are fenced in.
 */
export function cleanHtml(html: string): string {
  return sanitizeHtml(html, options);
}

function withLink(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const href = attributes['href'];
  if (href === undefined) return attributes;
  if (href.startsWith('#')) return { ...attributes, href: `#${ID_PREFIX}${href.slice(1)}` };
  return { ...attributes, target: '_blank', rel: 'noopener noreferrer nofollow' };
}

/** A frame keeps its own origin and its scripts, without which no player in one works, but cannot lead the page away. */
function withFences(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  return {
    ...attributes,
    loading: 'lazy',
    sandbox:
      'allow-forms allow-popups allow-popups-to-escape-sandbox allow-presentation allow-same-origin allow-scripts',
  };
}

function withOwnId(attributes: sanitizeHtml.Attributes): sanitizeHtml.Attributes {
  const { id, ...rest } = attributes;
  return id === undefined ? rest : { ...rest, id: `${ID_PREFIX}${id}` };
}
