import { withoutBounds } from './quantities.ts'

/** A claim must neither add a negation its quotes do not have nor drop the one that stands before the same words. Folded texts. */
export function changedPolarity(claim: string, quotes: string): string | undefined {
  const said = plainly(claim)
  const quoted = plainly(quotes)
  const added = negated(said).find((phrase) => !quoted.includes(phrase))
  if (added) return added
  return negated(quoted).find((phrase) => isDropped(phrase, said, quoted)) ?? wrongBranch(said, quoted)
}

function plainly(text: string): string {
  return (
    withoutBounds(text)
      .replace(/严禁|禁止|不准|不允许/g, '不得')
      .replace(/尚未|还未|还没有?|没有?(?!收)/g, '未')
      .replace(/无[需须]/g, '不需')
      .replace(/应当/g, '应')
      // What is forbidden is told by the word's place (`underived`).
      .replace(/不得/g, '')
  )
}

/** "不" or "未" or "无" with the two characters after it; compounds in which it negates nothing are left out. */
function negated(text: string): string[] {
  return text.match(/(?:不(?!断|仅|但|同|只|论|管|足)|未(?!来)|无(?!论)|非(?!常))[\p{Script=Han}《]{2}/gu) ?? []
}

/** The bare words stand in the claim without their negation, and the quotes do not have them so anywhere ("已设…" beside "未设…"). */
function isDropped(phrase: string, said: string, quoted: string): boolean {
  const bare = phrase.slice(1)
  const negation = phrase.charAt(0)
  // Elsewhere the quotes have the words without it, and where which stand is a matter of `underived`.
  if (new RegExp(`(?<!${negation})${escaped(bare)}`).test(quoted)) return false
  return [...said.matchAll(new RegExp(escaped(bare), 'g'))].some(({ index }) => {
    const before = said.charAt(index - 1)
    if (before === negation) return false
    return !quoted.includes(before + bare) || before === ''
  })
}

function escaped(text: string): string {
  return text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&')
}

/** "已设…的由甲，未设…的由乙": a claim about one case must take its words from that case's half of the quotes. */
function wrongBranch(said: string, quoted: string): string | undefined {
  for (const { 0: marker, index } of quoted.matchAll(/[已未][\p{Script=Han}]{2}/gu)) {
    const bare = marker.slice(1)
    const opposite = (marker.startsWith('已') ? '未' : '已') + bare
    const other = quoted.indexOf(opposite)
    if (other < 0 || !said.includes(marker) || said.includes(opposite)) continue
    const [own, foreign] =
      index < other
        ? [quoted.slice(index, other), quoted.slice(other)]
        : [quoted.slice(index), quoted.slice(other, index)]
    if (shared(said, foreign) > shared(said, own)) return marker
  }
  return undefined
}

function shared(said: string, text: string): number {
  return Array.from({ length: Math.max(0, said.length - 1) }, (_, at) => said.slice(at, at + 2)).filter((pair) =>
    text.includes(pair),
  ).length
}
