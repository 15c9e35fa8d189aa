import { CONTEXT, type Json } from './terms.ts';

export const PAGE_SIZE = 50;

/** The head of a collection: how many there are, and where the first page is. */
export function collection(id: string, totalItems: number, isListed: boolean): Json {
  return {
    '@context': CONTEXT,
    id,
    type: 'OrderedCollection',
    totalItems,
    ...(isListed && { first: `${id}?page=1` }),
  };
}

/** A whole collection at once, for short ones. */
export function shortCollection(id: string, items: readonly unknown[]): Json {
  return { '@context': CONTEXT, id, type: 'OrderedCollection', totalItems: items.length, orderedItems: items };
}

/** One page, counted from 1; `items` is null for a list that nobody is to see, whose pages lead nowhere. */
export function collectionPage(id: string, page: number, totalItems: number, items: readonly unknown[] | null): Json {
  const hasMore = page * PAGE_SIZE < totalItems;
  return {
    '@context': CONTEXT,
    id: `${id}?page=${page}`,
    type: 'OrderedCollectionPage',
    partOf: id,
    totalItems,
    ...(items !== null && hasMore && { next: `${id}?page=${page + 1}` }),
    ...(items !== null && page > 1 && { prev: `${id}?page=${page - 1}` }),
    orderedItems: items ?? [],
  };
}
