import { createHash } from 'node:crypto'

/** Characters without width: zero-width space, non-joiner, joiner and word joiner. */
const ALPHABET = ['\u200b', '\u200c', '\u200d', '\u2060'] as const
/** 2 bits each: of 1,000 messages with the same words, two get the same tag once in two million times. */
const LENGTH = 20

/** Bytes a tag takes of a message. */
export const TAG_BYTES = LENGTH * 3

/**
 * An invisible ending that differs from message to message and is the same for every try of one.
 *
 * WeCom's duplicate check compares the content of requests for up to four hours (document 90236): it makes a retry harmless, but
 * would also swallow the second of two genuine messages with the same words, for example two greetings.
 */
export function invisibleTag(key: string): string {
  const digest = createHash('sha256').update(key).digest()
  return Array.from(digest.subarray(0, LENGTH), (byte) => ALPHABET[byte & 3]).join('')
}
