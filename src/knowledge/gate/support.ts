/** Share of a claim's character pairs that must come from its quotes; the rest is the asker's words and connectives. */
const NEEDED = 0.55
/** The same for each part between commas, so that a foreign half cannot hide behind a true one. */
const NEEDED_OF_PART = 0.34
/** So many characters in a row that no quote has are a statement of their own. */
const LONGEST_FOREIGN = 5

/** Links, addresses, Latin words, titles and marks that its quotes do not have: an answer never has to add any. */
export function foreignText(said: string, quoted: string): string | undefined {
  const words = said.match(/[a-z][a-z0-9@._:/\\-]*/g) ?? []
  const titles = said.match(/《[^》]*》?/g) ?? []
  const marks = said.match(/[^\p{Script=Han}\p{Script=Latin}\d,.;:!?。、()《》"'%\-+/&·…]/gu) ?? []
  return [...words, ...titles, ...marks].find((item) => !quoted.includes(item))
}

/** The first part of a claim that does not come from its quotes; undefined when all of it does. Folded texts. */
export function unsupported(claim: string, quotes: string): string | undefined {
  const [said, quoted] = [withoutNumbers(claim), withoutNumbers(quotes)]
  if (share(said, quoted) < NEEDED) return said
  const parts = said.split(/[,;。:!?、]/).filter((part) => hanOf(part).length >= 4)
  return parts.find((part) => share(part, quoted) < NEEDED_OF_PART) ?? foreignRun(said, quoted)
}

/** Numbers are compared by their value elsewhere; here "百分之八十五" must not count as foreign beside "85%". */
export function withoutNumbers(text: string): string {
  return text.replace(/百分之|[\d〇零一二两三四五六七八九十百千万亿%]+/g, '')
}

function share(said: string, quoted: string): number {
  const pairs = pairsOf(hanOf(said))
  return pairs.length === 0 ? 0 : pairs.filter((pair) => quoted.includes(pair)).length / pairs.length
}

function foreignRun(said: string, quoted: string): string | undefined {
  let run = ''
  for (const [index, character] of [...said].entries()) {
    const next = said.charAt(index + 1)
    const before = said.charAt(index - 1)
    const known =
      !/\p{Script=Han}/u.test(character) || quoted.includes(character + next) || quoted.includes(before + character)
    run = known ? '' : run + character
    if (run.length > LONGEST_FOREIGN) return run
  }
  return undefined
}

function hanOf(text: string): string {
  return text.replace(/[^\p{Script=Han}]/gu, '')
}

function pairsOf(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 1) }, (_, index) => text.slice(index, index + 2))
}
