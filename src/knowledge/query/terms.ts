import { tag } from 'jieba-wasm'
import type { Alternative, Lexicon } from '../lexicon.ts'

/** A word or phrase of a question with what documents may say for it. */
export interface Term {
  surface: string
  /** How much it counts in the question (1: asked about, less: context). */
  weight: number
  alternatives: readonly Alternative[]
  /** The lexicon knows it. */
  known: boolean
  /** It stands in the question itself, not in the words around it. */
  own: boolean
}

/** Words that carry a question but say nothing about its subject. */
const EMPTY =
  /^(?:什么|啥|哪些|哪个|哪里|哪儿|哪|谁|怎么|怎样|怎么办|如何|咋|咋办|咋整|多少|多久|几|几个|何时|吗|吧|呢|是|有|没有|没|不|要|能|会|得|让|把|被|给|和|跟|与|或|的|了|着|过|在|到|对|从|向|为|就|都|也|还|又|再|才|只|很|太|挺|最|更|比较|应该|应当|需要|可以|必须|可能|一定|是不是|能不能|有没有|要不要|可不可以|里|里面|里头|中|上|下|内|后|前|时候|时|之前|之后|以后|以前|现在|目前|今天|文件|方案|规定|要求|说法|写|说|提到|明确|条款|条|来|去|看|做|搞|弄|办|用|叫|一|一个|这|那|它|他|她|这些|那些|他们|它们|自己|别人|大家|东西|事|事情|问题|情况|方面|地方|人|公司|单位|企业|这种|那种|有关|关于|相关|分别|一共|总共|全部|所有|每|各|点|些|行|好|想|知道|觉得|听说|发现|对象|程度|样子|什么样|啥样|依据|单独|讲究|回事|意思|咋样|怎么样|不行|不会|不用|没人|样|订|定|行不行|支持|告诉|包括|涉及|进行|开展|算|当|该|而|及|等|并|但|但是|因为|所以|如果|要是|假如|不能|不用|不要|打算|准备|三|两|二|四|五|个|年|月|日|号|次|吗|么|快|马上|赶紧|直接|一般|通常|平时|实际|有点|光|连|干|活|活儿|事项|解决|时间|名字|名称|法子|态度|事儿|两拨|年终|年前|同志|影响|天天|很大|领导|关系|区别|不同|作用|意义|好处|道理|原因|期间|详细|详情|步骤|方式|方法|途径|种类|类别|类型|角度|层面上|想法|看法|疑问|困惑|说清楚|搞|这一关|各方|一方|一边|两边|双方|几方|几家|处理方式|处理办法|流程上|实践|操作|实操|过程|开头|后头|后面|前头|前面|先|后来|以外|之外|除了|除此之外|算是|等于|相当|似乎|全文|一串|说得过去|算进去|包含|根本|最根本|挨家|几块|哪几家|一遍|一回|年度里|头号|一套|到底|据|按照|根据|参加|参与|组织|安排|推进|加强|落实|做好|办好|抓|抓好|搞好|负责|拿|拿出|给|发|出|定下来|定了|有的|没的|听|问|回答|答复|回复|答案|解答|麻烦|讲的|说的|写的|要的|能的|可|可不|必|须|务必|尽量|尽快|马上|立刻|随时|随便|任意|任何|某|某个|有些|有人|谁谁|本|该|此|其|之|于|以|并且|而且|或者|以及|还有|同时|不过|只是|可是|然而|虽然|即使|无论|不管|不论|既然|万一|假设|倘若|进来|出来|查出来|下来|拿来|做到|写明|就行了|就行|没关系|起草|出台|干完|每季度|属于|才能|超过|不算|算数|要紧|最长|下去|过来|起来|生意|记得|感觉|好像|说明|放在|位|没设|没有的|去年|明年|后年|今年|上回|下回|本来|原来|眼看|截止日|截止|截至|deadline|ddl|期限|一起|一块|一块儿|一道|一并|强制|非得|只要|只能|主要|关键|首先|最后|第一|接着|真的|确实|专门|额外|年末|年底|月底|有关系|没有关系|另外|单位里|公司里|里边|外面|旁边|答应|干完了|完事|完|搞完|做完|几|整|弄清楚|搞清楚|清楚|明白|懂|查到|看到|找到|翻|文里|文中|条例里|讲|讲讲|说说|介绍|解释|聊聊|帮|求|急|在线|老|总|新|大|小|多|少|高|低|长|短)$/u

/** Occupations: who asks or whom it concerns, seldom what is asked. */
const ROLE =
  /(?:队长|班长|组员|科员|职员|会计|出纳|司机|经理|主管|专员|干事|工程师|技术员|调度|处长|科长|厂长|矿长|店长|总监|董秘|助理)$/u

/** Words built around a question word (百分之几, 由谁来, 需不需要). */
const ASKING = /几|哪|谁|啥|咋|多少|多久|多长|什么|怎|(.)不\1/u

const FUNCTION_TAGS = /^(?:u|p|c|y|e|o|w|x|m|q|r|d|f)/u

/** The terms of a folded stretch of text: lexicon phrases (longest first), then the content words between them. */
export function findTerms(text: string, lexicon: Lexicon, weight: number): Term[] {
  const own = weight >= 1
  const words = tag(text, true)
  const starts = new Map<number, number>()
  let at = 0
  for (const { word } of words) {
    starts.set(at, at + word.length)
    at += word.length
  }

  const terms: Term[] = []
  const covered = new Uint8Array(text.length)
  for (let i = 0; i < text.length; i++) {
    const phrase = phraseAt(text, i, { lexicon, starts })
    if (phrase === undefined) continue

    terms.push({ surface: phrase, weight, alternatives: lexicon.alternatives.get(phrase) ?? [], known: true, own })
    covered.fill(1, i, i + phrase.length)
    i += phrase.length - 1
  }
  at = 0
  for (const { word, tag: kind } of words) {
    const start = at
    at += word.length
    if (
      word.trim().length === 0 ||
      EMPTY.test(word) ||
      ASKING.test(word) ||
      (FUNCTION_TAGS.test(kind) && !/[a-z]{2}/u.test(word))
    )
      continue
    const marks = covered.subarray(start, at)
    // A phrase that ends inside a longer noun (合规文化|节) does not speak for that noun.
    const straddled = word.length >= 3 && kind.startsWith('n') && marks.some((mark) => mark === 0) && marks[0] === 1
    if (word.length < 2 || (marks.some((mark) => mark === 1) && !straddled)) continue
    terms.push({
      surface: word,
      weight: ROLE.test(word) ? weight * 0.4 : weight,
      alternatives: [{ text: word, weight: 1 }],
      known: false,
      own,
    })
  }
  return unique([...terms.map(weakened), ...dateTerms(text, weight), ...numberTerms(text, weight)])
}

/** Words that name no subject of their own: they count little beside one. */
const WEAK =
  /^(?:指标|目标|任务|标准|进度|完成|建好|建成|弄好|弄完|搞完|做完|搞定|落地|到位|职责|责任|做什么|干什么|管什么|工作内容|主要工作|比例|占比|工作|内容|原则|重点)$/u

function weakened(term: Term): Term {
  return WEAK.test(term.surface) ? { ...term, weight: term.weight * 0.5 } : term
}

const CONFIRMS = /吧|吗|是不是|对不对|是否/u

/** Months and days named in a question; one that it only believes ("是12月20号吧") counts little. */
function dateTerms(text: string, weight: number): Term[] {
  return Array.from(text.matchAll(/(?<!\d)(\d{1,2})月(?:份)?(?:(\d{1,2})[日号])?(底|末)?/gu), (match) => {
    const [surface, month, day, end] = match
    const exact = day ? `${month}月${day}日` : end ? `${month}月底` : `${month}月`
    const alternatives = [
      { text: exact, weight: 1 },
      ...(exact === `${month}月` ? [] : [{ text: `${month}月`, weight: 0.5 }]),
    ]
    return {
      surface,
      weight: CONFIRMS.test(text) ? weight * 0.15 : weight,
      alternatives,
      known: true,
      own: weight >= 1,
    }
  })
}

/** Percentages and spans named in a question (85%, 1-2名); believed ones count little. */
function numberTerms(text: string, weight: number): Term[] {
  return Array.from(text.matchAll(/\d+(?:\.\d+)?%|\d+-\d+[名人个次]/gu), ([surface]) => ({
    surface,
    weight: CONFIRMS.test(text) ? weight * 0.15 : weight,
    alternatives: [{ text: surface, weight: 1 }],
    known: true,
    own: weight >= 1,
  }))
}

function phraseAt(text: string, at: number, { lexicon, starts }: { lexicon: Lexicon; starts: Map<number, number> }) {
  return lexicon.byFirst
    .get(text.charAt(at))
    ?.find(
      (phrase) =>
        text.startsWith(phrase, at) && (phrase.length > 1 || starts.get(at) === at + 1) && latinWhole(text, at, phrase),
    )
}

/** "it" is not found inside "item". */
function latinWhole(text: string, at: number, phrase: string): boolean {
  if (!/^[a-z]+$/u.test(phrase)) return true
  return !/[a-z]/u.test(text.charAt(at - 1)) && !/[a-z]/u.test(text.charAt(at + phrase.length))
}

function unique(terms: Term[]): Term[] {
  const bySurface = new Map<string, Term>()
  for (const term of terms) {
    const known = bySurface.get(term.surface)
    if (!known || known.weight < term.weight) bySurface.set(term.surface, term)
  }
  return [...bySurface.values()]
}
