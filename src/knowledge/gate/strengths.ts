/** Words of obligation, scope and manner by what they amount to; a claim may use only those its quotes use. */
const CLASSES: readonly (readonly [name: string, words: string])[] = [
  ['不得', '不得|严禁|禁止|不准|不允许|不可(?!或|缺|避|抗|分)|不能|不应|不宜'],
  ['应当', '应当|应该|(?<![供反适响效相对])应(?![对用急变收付届有诉])'],
  ['必须', '必须|务必'],
  ['需要', '须|需要|(?<!所|必)需(?![求])'],
  ['可以', '可以|可(?=由|与|向|按|在|根据|采取|选|自行|结合)|允许|准许|有权'],
  ['鼓励', '鼓励'],
  ['提倡', '提倡|倡导'],
  ['探索', '探索'],
  ['推动', '推动'],
  ['支持', '支持'],
  ['建议', '建议'],
  ['原则上', '原则上|一般情况下'],
  ['尽量', '尽量|尽可能|力争|争取'],
  ['强制', '强制'],
  ['免', '无需|无须|不必|免予|免除|豁免|不用'],
  ['全部', '全部|所有|全体'],
  ['都', '(?<!平)均(?!衡)|(?<![首成])都(?![市会])'],
  ['一律', '一律|一概'],
  ['任何', '任何|一切'],
  ['部分', '部分|个别|少数|多数|大部分'],
  ['仅', '仅(?![限次]为)|只(?![有要])|只有|唯一'],
  ['定期', '(?<!不)定期'],
  ['不定期', '不定期'],
  ['适时', '适时'],
  ['及时', '及时'],
  ['立即', '立即|立刻|马上|当即|立行'],
  ['随时', '随时'],
  ['逐步', '逐步|分步'],
  ['优先', '优先'],
  ['同等条件下', '同等条件'],
  ['自愿', '自愿|自主|自行'],
  ['单独', '单独|独立'],
]
const PATTERNS = CLASSES.map(([name, words]) => ({ name, pattern: new RegExp(words, 'g') }))
/** Whoever quotes a duty may call it plainly 需要. */
const OBLIGING = ['应当', '必须', '需要']
/** Who speaks of everyone may say 都. */
const EVERY = /任何|一切|全部|所有|全体|一律|各|每/u
const PLAIN_DUTY = /(?<![重主简概提只首纲摘扼必纪])要(?![求点素领件闻])/
/** Left out, these make a sentence stronger than it is. */
const WEAKENING = ['鼓励', '提倡', '探索', '原则上', '支持', '建议', '尽量', '部分', '适时']

interface Found {
  name: string
  at: number
  end: number
}

/** The words of strength of a folded text, by what they amount to. */
export function strengthsIn(text: string): Found[] {
  return PATTERNS.flatMap(({ name, pattern }) =>
    [...text.matchAll(pattern)].map((match) => ({ name, at: match.index, end: match.index + match[0].length })),
  ).filter((one, _, all) => !all.some((other) => other.at <= one.at && other.end > one.end && other !== one))
}

/** The first word of strength that the claim has and its quotes have not or left out; what it attached to another duty is a matter of `underived`. */
export function changedStrength(said: string, quoted: string): string | undefined {
  const own = strengthsIn(said)
  const present = new Set(strengthsIn(quoted).map(({ name }) => name))
  if (OBLIGING.some((name) => present.has(name)) || PLAIN_DUTY.test(quoted)) present.add('需要')
  if (EVERY.test(quoted)) present.add('都')
  const added = own.find(({ name }) => !present.has(name))
  if (added) return said.slice(added.at, added.end)
  if (PLAIN_DUTY.test(said) && !present.has('需要')) return '要'
  return leftOut(said, quoted)
}

/** A claim that tells what stands behind 可以, 鼓励, 不得 … in the quotes must say the word too. */
function leftOut(said: string, quoted: string): string | undefined {
  const kept = new Set(strengthsIn(said).map(({ name }) => name))
  const missing = strengthsIn(quoted)
    .filter(({ name }) => WEAKENING.includes(name) && !kept.has(name))
    .find(({ end }) => {
      const governed =
        quoted
          .slice(end)
          .split(/[,;。:\n]/, 1)[0]
          ?.slice(0, 16) ?? ''
      const pairs = Array.from({ length: Math.max(0, governed.length - 1) }, (_, i) => governed.slice(i, i + 2))
      return pairs.length > 0 && pairs.filter((pair) => said.includes(pair)).length / pairs.length >= 0.6
    })
  return missing && quoted.slice(missing.at, missing.end)
}
