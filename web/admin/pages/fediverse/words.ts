const deeds: Readonly<Record<string, string>> = {
  FEDIVERSE_ENGAGEMENT_FOLLOW: 'Followed',
  FEDIVERSE_ENGAGEMENT_LIKE: 'Liked a post',
  FEDIVERSE_ENGAGEMENT_REPOST: 'Shared a post',
  FEDIVERSE_ENGAGEMENT_REPLY: 'Answered, or mentioned you',
  FEDIVERSE_ENGAGEMENT_QUOTE: 'Quoted a post',
  FEDIVERSE_REPORT: 'Complained about the channel',
};

/** What somebody did, in words; kinds of other servers' making keep their name. */
export function deedOf(type: string): string {
  return deeds[type] ?? type;
}

export function handleOf(account: string): string {
  return account.startsWith('@') ? account : `@${account}`;
}

/** The address of a web page; null where another server gave anything else. */
export function pageAddressOf(iri: string): string | null {
  const url = URL.parse(iri);
  return url !== null && ['http:', 'https:'].includes(url.protocol) ? url.href : null;
}
