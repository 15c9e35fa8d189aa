/** What reading bytes from the network came to. `what` completes "… cannot be carried"; `why` is one sentence. */
export type Parsed<T> =
  | { readonly kind: 'parsed'; readonly value: T }
  | { readonly kind: 'unsupported'; readonly what: string }
  | { readonly kind: 'malformed'; readonly why: string };
