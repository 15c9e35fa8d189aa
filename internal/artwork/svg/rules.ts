/** What a drawing may hold. The lists follow SVG 2 and Filter Effects, without all that runs, links or loads. */

export const svgNamespace = 'http://www.w3.org/2000/svg';
export const xlinkNamespace = 'http://www.w3.org/1999/xlink';
export const xmlNamespace = 'http://www.w3.org/XML/1998/namespace';

/** Elements of the SVG namespace that are kept. */
export const keptElements: ReadonlySet<string> = new Set([
  ...['svg', 'g', 'defs', 'symbol', 'use', 'switch', 'title', 'desc', 'style', 'view'],
  ...['path', 'rect', 'circle', 'ellipse', 'line', 'polyline', 'polygon', 'image'],
  ...['text', 'tspan', 'textPath'],
  ...['linearGradient', 'radialGradient', 'stop', 'pattern', 'clipPath', 'mask', 'marker'],
  ...['animate', 'animateMotion', 'animateTransform', 'mpath'],
  ...[
    'filter',
    'feBlend',
    'feColorMatrix',
    'feComponentTransfer',
    'feComposite',
    'feConvolveMatrix',
    'feDiffuseLighting',
  ],
  ...['feDisplacementMap', 'feDistantLight', 'feDropShadow', 'feFlood', 'feFuncA', 'feFuncB', 'feFuncG', 'feFuncR'],
  ...['feGaussianBlur', 'feMerge', 'feMergeNode', 'feMorphology', 'feOffset', 'fePointLight', 'feSpecularLighting'],
  ...['feSpotLight', 'feTile', 'feTurbulence'],
]);

/** Elements, of whatever namespace and in whatever case, for which the whole drawing is refused: somebody meant something to run. */
export const dangerousElements: ReadonlySet<string> = new Set([
  ...[
    'script',
    'foreignobject',
    'iframe',
    'object',
    'embed',
    'applet',
    'html',
    'handler',
    'listener',
    'audio',
    'video',
  ],
  ...['set', 'discard'],
]);

/** Attributes without a namespace that are kept; `href`, `style`, `id` and `class` are looked at closer. */
export const keptAttributes: ReadonlySet<string> = new Set([
  ...['id', 'class', 'style', 'href', 'lang', 'role', 'aria-hidden', 'aria-label', 'aria-labelledby'],
  ...['version', 'baseProfile', 'viewBox', 'preserveAspectRatio', 'width', 'height', 'x', 'y', 'x1', 'y1', 'x2', 'y2'],
  ...['cx', 'cy', 'r', 'rx', 'ry', 'fx', 'fy', 'fr', 'd', 'points', 'pathLength', 'dx', 'dy', 'rotate', 'textLength'],
  ...['lengthAdjust', 'startOffset', 'method', 'spacing', 'side', 'transform', 'transform-origin', 'media', 'type'],
  ...['gradientUnits', 'gradientTransform', 'spreadMethod', 'offset', 'patternUnits', 'patternContentUnits'],
  ...['patternTransform', 'clipPathUnits', 'maskUnits', 'maskContentUnits', 'mask-type', 'markerUnits', 'markerWidth'],
  ...[
    'markerHeight',
    'refX',
    'refY',
    'orient',
    'filterUnits',
    'primitiveUnits',
    'in',
    'in2',
    'result',
    'mode',
    'values',
  ],
  ...['operator', 'k1', 'k2', 'k3', 'k4', 'order', 'kernelMatrix', 'divisor', 'bias', 'targetX', 'targetY', 'edgeMode'],
  ...['kernelUnitLength', 'preserveAlpha', 'surfaceScale', 'diffuseConstant', 'specularConstant', 'specularExponent'],
  ...['limitingConeAngle', 'pointsAtX', 'pointsAtY', 'pointsAtZ', 'azimuth', 'elevation', 'z', 'scale', 'stdDeviation'],
  ...['xChannelSelector', 'yChannelSelector', 'radius', 'baseFrequency', 'numOctaves', 'seed', 'stitchTiles'],
  ...['tableValues', 'slope', 'intercept', 'amplitude', 'exponent', 'systemLanguage'],
  ...['attributeName', 'attributeType', 'begin', 'dur', 'end', 'min', 'max', 'restart', 'repeatCount', 'repeatDur'],
  ...['fill', 'calcMode', 'keyTimes', 'keySplines', 'keyPoints', 'path', 'from', 'to', 'by', 'additive', 'accumulate'],
  ...['alignment-baseline', 'baseline-shift', 'clip', 'clip-path', 'clip-rule', 'color', 'color-interpolation'],
  ...['color-interpolation-filters', 'color-rendering', 'cursor', 'direction', 'display', 'dominant-baseline'],
  ...[
    'enable-background',
    'fill-opacity',
    'fill-rule',
    'filter',
    'flood-color',
    'flood-opacity',
    'font',
    'font-family',
  ],
  ...['font-size', 'font-size-adjust', 'font-stretch', 'font-style', 'font-variant', 'font-weight', 'image-rendering'],
  ...['isolation', 'kerning', 'letter-spacing', 'lighting-color', 'marker', 'marker-end', 'marker-mid', 'marker-start'],
  ...[
    'mask',
    'mix-blend-mode',
    'opacity',
    'overflow',
    'paint-order',
    'pointer-events',
    'shape-rendering',
    'solid-color',
  ],
  ...[
    'solid-opacity',
    'stop-color',
    'stop-opacity',
    'stroke',
    'stroke-dasharray',
    'stroke-dashoffset',
    'stroke-linecap',
  ],
  ...['stroke-linejoin', 'stroke-miterlimit', 'stroke-opacity', 'stroke-width', 'text-anchor', 'text-decoration'],
  ...['text-rendering', 'unicode-bidi', 'vector-effect', 'visibility', 'word-spacing', 'writing-mode'],
]);

/** What an animation may move: anything that is kept but what is looked at closer. */
export function mayBeAnimated(attribute: string): boolean {
  return (
    keptAttributes.has(attribute) &&
    !['id', 'class', 'style', 'href', 'type', 'media', 'attributeName'].includes(attribute)
  );
}

/**
 * Whether a value of an attribute, or a style sheet, neither loads nor runs anything. `url()` may only name something within the
 * drawing, and no escape may hide another word.
 */
export function isHarmlessValue(text: string): boolean {
  const plain = text.replaceAll(/url\(\s*(["']?)#[\w.:-]{1,100}\1\s*\)/gi, '');
  return !FORBIDDEN_IN_VALUES.test(plain);
}

const FORBIDDEN_IN_VALUES =
  /\\|url\s*\(|src\s*\(|image(?:-set)?\s*\(|element\s*\(|@import|@font-face|@namespace|@charset|expression\s*\(|behavior\s*:|-moz-binding|script\s*:|data\s*:|https?\s*:|file\s*:/i;
