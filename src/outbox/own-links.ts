/**
 * A text as WeCom may show it. WeCom turns `<a href>` in text messages into a link that hides where it leads (document 90236); only
 * links to our own pages are to be such, whatever people, documents or a model wrote: the rest is shown as the characters it consists of.
 *
 * @param ownPages what addresses of our pages begin with, without a slash at the end
 */
export function onlyOwnLinks(text: string, ownPages: string | undefined): string {
  return text.replace(ANCHOR_OR_START, (found, address?: string) =>
    address !== undefined && ownPages && address.startsWith(`${ownPages}/`) ? found : found.replace(STARTS, '〈'),
  )
}

/** Exactly as we write links, or whatever else might count as the start or the end of one. */
const ANCHOR_OR_START = /<a href="([^"<>\s]*)">[^<>]*<\/a>|<(?=\s*(?:\/\s*)?a\b)/gi
const STARTS = /</g
